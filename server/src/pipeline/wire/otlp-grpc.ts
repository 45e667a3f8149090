import {
  type handleUnaryCall,
  logVerbosity,
  Metadata,
  ResponderBuilder,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
  type ServerUnaryCall,
  type ServiceDefinition,
  type StatusObject,
  setLogVerbosity,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { Unauthenticated } from '../../lib/errors.ts';
import type { Credentials, Principal } from '../../model/principal.ts';
import { BodyTimeout } from './errors.ts';
import { encodeOutcome, encodeStatus } from './otlp-answer.ts';
import { receive, type Signal, type WireDeps } from './receive.ts';
import { type Refusal, refusalOf } from './refusal.ts';

interface GrpcOptions {
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
/** A message that takes longer to arrive holds memory hostage. */
const MESSAGE_MS = 120_000;

type Call = ServerUnaryCall<Buffer, Buffer>;

/** OTLP/gRPC: the three `Export` services over the same decoder as HTTP. Rejects when the port is taken. */
export async function startGrpc({ host, port, deps }: GrpcOptions): Promise<GrpcServer> {
  // It prints to the console what it also throws.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': deps.maxBodyBytes,
    'grpc.max_concurrent_streams': 100,
    // Peers that are gone or idle don't keep their sockets.
    'grpc.keepalive_time_ms': 60_000,
    'grpc.max_connection_idle_ms': 600_000,
    interceptors: [authenticated(deps)],
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

const pathOf = (signal: Signal): string => `/${SERVICES[signal]}/Export`;

function definition(signal: Signal): ServiceDefinition {
  const path = pathOf(signal);
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

/** Who sends, by the metadata of their call. */
const principals = new WeakMap<Metadata, Principal>();

/** Asks who is there when the metadata has come: a message of somebody unknown is never read. */
function authenticated(deps: WireDeps): ServerInterceptor {
  return ({ path }, call) => {
    const slow = setTimeout(() => {
      call.sendStatus(statusOf(told(new BodyTimeout('the message took too long to arrive'), path, deps)));
    }, MESSAGE_MS);
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        deps.authenticate(credentialsOf(metadata, call), 'ingest').then(
          (principal) => {
            principals.set(metadata, principal);
            next(metadata);
          },
          (error: unknown) => {
            clearTimeout(slow);
            call.sendStatus(statusOf(told(error, path, deps)));
          },
        );
      })
      .withOnReceiveMessage((message, next) => {
        clearTimeout(slow);
        next(message);
      })
      .withOnCancel(() => clearTimeout(slow));
    const responder = new ResponderBuilder().withStart((next) => next(listener.build()));
    return new ServerInterceptingCall(call, responder.build());
  };
}

function implementation(signal: Signal, deps: WireDeps): UntypedServiceImplementation {
  const path = pathOf(signal);
  const handle: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
    accept(call, signal, deps).then(
      (answer) => {
        deps.counters.requests(path, 200);
        callback(null, answer);
      },
      (error: unknown) => callback(statusOf(told(error, path, deps))),
    );
  };
  return { Export: handle };
}

async function accept(call: Call, signal: Signal, deps: WireDeps): Promise<Buffer> {
  const project = principals.get(call.metadata)?.project;
  if (project === undefined) throw new Unauthenticated('send an API key');
  const pass = deps.admission.enter();
  try {
    pass.grow(call.request.length);
    return encodeOutcome(await receive(deps, { project, signal, format: 'protobuf', body: call.request }));
  } finally {
    pass.leave();
  }
}

/** The refusal for an error, counted, and logged when nobody foresaw it. */
function told(error: unknown, path: string, { counters, log }: WireDeps): Refusal {
  const refusal = refusalOf(error);
  if (refusal.status === 500) log.error({ err: error, path }, 'ingest request failed');
  counters.requests(path, refusal.status);
  return refusal;
}

function credentialsOf(metadata: Metadata, call: { getHost(): string; getPeer(): string }): Credentials {
  const first = (name: string): string | undefined => {
    const value = metadata.get(name)[0];
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
function statusOf({ code, message, retryAfter }: Refusal): StatusObject {
  const metadata = new Metadata();
  if (retryAfter !== undefined) metadata.set('grpc-status-details-bin', encodeStatus(code, message, retryAfter));
  return { code, details: message, metadata };
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
