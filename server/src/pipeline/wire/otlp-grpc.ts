import {
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServerErrorResponse,
  type ServerUnaryCall,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Credentials } from '../../model/principal.ts';
import { encodeOutcome, encodeStatus } from './otlp-answer.ts';
import { receive, type Signal, type WireDeps } from './receive.ts';
import { type Refusal, refusalOf } from './refusal.ts';

export interface GrpcOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  deps: WireDeps;
}

export interface GrpcServer {
  port: number;
  /** Lets running calls end, for up to five seconds. */
  close(): Promise<void>;
}

const SERVICES: { [signal in Signal]: string } = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};
const CLOSE_MS = 5000;

type Call = ServerUnaryCall<Buffer, Buffer>;

/** OTLP/gRPC: the three `Export` services over the same decoder as HTTP. Rejects when the port is taken. */
export async function startGrpc({ host, port, deps }: GrpcOptions): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': deps.maxBodyBytes,
    'grpc.max_concurrent_streams': 256,
  });
  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    server.addService(definition(signal), implementation(signal, deps));
  }
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, taken) => {
      if (error) reject(error);
      else resolve(taken);
    });
  });
  return { port: bound, close: () => close(server) };
}

function definition(signal: Signal): ServiceDefinition {
  const path = `/${SERVICES[signal]}/Export`;
  const asIs = (bytes: Buffer): Buffer => bytes;
  return {
    Export: {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
}

function implementation(signal: Signal, deps: WireDeps): UntypedServiceImplementation {
  const path = `/${SERVICES[signal]}/Export`;
  const handle: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
    accept(call, signal, deps).then(
      (answer) => {
        deps.counters.requests(path, 200);
        callback(null, answer);
      },
      (error: unknown) => {
        const refusal = refusalOf(error);
        if (refusal.status === 500) deps.log.error({ err: error, path }, 'ingest request failed');
        deps.counters.requests(path, refusal.status);
        callback(statusOf(refusal));
      },
    );
  };
  return { Export: handle };
}

async function accept(call: Call, signal: Signal, deps: WireDeps): Promise<Buffer> {
  const { project } = await deps.authenticate(credentialsOf(call), 'ingest');
  const pass = deps.admission.enter();
  try {
    pass.grow(call.request.length);
    return encodeOutcome(await receive(deps, { project, signal, format: 'protobuf', body: call.request }));
  } finally {
    pass.leave();
  }
}

function credentialsOf(call: Call): Credentials {
  const first = (name: string): string | undefined => {
    const value = call.metadata.get(name)[0];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    authorization: first('authorization'),
    cookie: undefined,
    project: first('x-telltale-project'),
    host: call.getHost(),
    origin: first('origin'),
    method: 'POST',
    remoteAddress: call
      .getPeer()
      .replace(/:\d+$/, '')
      .replace(/^\[|\]$/g, ''),
  };
}

/** An overload carries `RetryInfo`: without it clients take it for final. */
function statusOf({ code, message, retryAfter }: Refusal): Partial<ServerErrorResponse> & Error {
  const metadata = new Metadata();
  if (retryAfter !== undefined) metadata.set('grpc-status-details-bin', encodeStatus(code, message, retryAfter));
  return Object.assign(new Error(message), { code, details: message, metadata });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, CLOSE_MS);
    server.tryShutdown(() => {
      clearTimeout(deadline);
      resolve();
    });
  });
}
