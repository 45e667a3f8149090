/** Where this server is, and the key to write into what is copied. */
export interface Target {
  /** This server as the application reaches it, without a path. */
  url: string;
  /** Port of OTLP over gRPC; null = off. */
  grpcPort: number | null;
  /** A key of the project; undefined = none was made here yet. */
  key: string | undefined;
  /** The server takes what comes from this machine without a key. */
  open: boolean;
}

export interface Step {
  /** What to do with the code. */
  say: string;
  code: string;
}

export interface Way {
  id: string;
  title: string;
  /** What it is good for, in a few words. */
  note: string;
  /** Without a key its client does not start, whoever the server would let in. */
  needsKey?: boolean;
  steps: (target: Target) => Step[];
}

/** Stands where a key belongs until there is one. */
export const NO_KEY = 'tt_<id>_<secret>';

const keyOf = ({ key }: Target): string => key ?? NO_KEY;
const authorised = ({ key, open }: Target): boolean => key !== undefined || !open;

/** `tt_<id>_<secret>` → the pair that Langfuse's clients ask for. */
export function pairOf(key: string): { publicKey: string; secretKey: string } {
  const [, publicKey = 'tt_<id>', secretKey = '<secret>'] = /^(tt_[^_]+)_(.+)$/.exec(key) ?? [];
  return { publicKey, secretKey };
}

/** Lines of a shell, without those that are not needed. */
const lines = (...given: (string | false)[]): string => given.filter((line) => line !== false).join('\n');

const otlpEnvironment = (target: Target): string =>
  lines(
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${target.url}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    ...otlpIdentity(target),
  );

/** What does not depend on the protocol. Metrics are off: Telltale computes its own from spans and would refuse them. */
const otlpIdentity = (target: Target): (string | false)[] => [
  authorised(target) && `export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20${keyOf(target)}"`,
  'export OTEL_SERVICE_NAME=my-app',
  'export OTEL_METRICS_EXPORTER=none',
];

const CAPTURE = 'export OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';

const javascript: Way = {
  id: 'javascript',
  title: 'OpenTelemetry, JavaScript',
  note: 'the OpenAI client, 4 to 6, no change to your code',
  steps: (target) => [
    {
      say: 'Install the SDK and the instrumentation of the client you use',
      code: 'npm install @opentelemetry/sdk-node @opentelemetry/instrumentation @opentelemetry/instrumentation-openai',
    },
    {
      say: 'Write telemetry.mjs',
      // Registered after the start: earlier, and with two copies of the logs API installed, prompts and answers get lost.
      code: `import { register } from 'node:module';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { NodeSDK } from '@opentelemetry/sdk-node';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
const sdk = new NodeSDK();
sdk.start();
registerInstrumentations({ instrumentations: [new OpenAIInstrumentation()] });
process.once('beforeExit', () => sdk.shutdown());`,
    },
    {
      say: 'Say where to send, and that prompts and answers may be recorded',
      code: lines(otlpEnvironment(target), `${CAPTURE}=true`),
    },
    { say: 'Start your application with it', code: 'node --import ./telemetry.mjs app.mjs' },
  ],
};

const python: Way = {
  id: 'python',
  title: 'OpenTelemetry, Python',
  note: 'the OpenAI client, no change to your code',
  steps: (target) => [
    {
      say: 'Install',
      code: 'pip install opentelemetry-distro opentelemetry-exporter-otlp opentelemetry-instrumentation-genai-openai',
    },
    {
      say: 'Say where to send, and that prompts and answers may be recorded',
      code: lines(otlpEnvironment(target), `${CAPTURE}=span_only`),
    },
    { say: 'Start your application with it', code: 'opentelemetry-instrument python app.py' },
  ],
};

const otlp: Way = {
  id: 'otlp',
  title: 'Any OpenTelemetry SDK',
  note: 'environment variables, every language',
  steps: (target) => [
    {
      say: 'OTLP over HTTP, protobuf or JSON',
      code: otlpEnvironment(target),
    },
    ...(target.grpcPort === null
      ? []
      : [
          {
            say: 'or over gRPC',
            code: lines(
              `export OTEL_EXPORTER_OTLP_ENDPOINT=http://${new URL(target.url).hostname}:${target.grpcPort}`,
              'export OTEL_EXPORTER_OTLP_PROTOCOL=grpc',
              ...otlpIdentity(target),
            ),
          },
        ]),
    {
      say: 'Optional: say which prompt ran, and for whom; the calls inside inherit it',
      code: `import { trace } from '@opentelemetry/api';

await trace.getTracer('my-app').startActiveSpan('checkout', async (span) => {
  span.setAttributes({
    'telltale.prompt.name': 'checkout',
    'telltale.prompt.version': '7',
    'telltale.environment': 'production',
    'telltale.user': 'user-123',
    'telltale.session': 'session-456',
  });
  try {
    await answer();
  } finally {
    span.end();
  }
});`,
    },
  ],
};

const openllmetry: Way = {
  id: 'openllmetry',
  title: 'OpenLLMetry',
  note: 'many providers and frameworks at once',
  needsKey: true,
  steps: (target) => [
    {
      say: 'Say where to send',
      code: lines(
        `export TRACELOOP_BASE_URL=${target.url}`,
        `export TRACELOOP_API_KEY=${keyOf(target)}`,
        'export TRACELOOP_METRICS_ENABLED=false',
      ),
    },
    {
      // httpx: the SDK imports it without asking for it; the OpenAI client used to bring it.
      say: 'Python: pip install traceloop-sdk httpx, then before the first call',
      code: `from traceloop.sdk import Traceloop

Traceloop.init(app_name="my-app")`,
    },
    {
      say: 'JavaScript: npm install @traceloop/node-server-sdk, and write telemetry.mjs',
      code: `import { register } from 'node:module';
import * as traceloop from '@traceloop/node-server-sdk';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
traceloop.initialize({ appName: 'my-app', traceloopSyncEnabled: false });
process.once('beforeExit', () => traceloop.forceFlush());`,
    },
    { say: 'JavaScript: start your application with it', code: 'node --import ./telemetry.mjs app.mjs' },
  ],
};

const openinference: Way = {
  id: 'openinference',
  title: 'OpenInference',
  note: 'LangChain, LlamaIndex, OpenAI and more',
  steps: (target) => [
    {
      say: 'Install the instrumentation of the library you use',
      code: 'pip install openinference-instrumentation-openai opentelemetry-sdk opentelemetry-exporter-otlp-proto-http',
    },
    {
      say: 'Before the first call',
      code: `from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

exporter = OTLPSpanExporter(
    endpoint="${target.url}/v1/traces",${authorised(target) ? `\n    headers={"authorization": "Bearer ${keyOf(target)}"},` : ''}
)
provider = TracerProvider(resource=Resource.create({"service.name": "my-app"}))
provider.add_span_processor(BatchSpanProcessor(exporter))
OpenAIInstrumentor().instrument(tracer_provider=provider)`,
    },
  ],
};

const vercel: Way = {
  id: 'vercel',
  title: 'Vercel AI SDK',
  note: 'versions 4 to 6',
  steps: (target) => [
    { say: 'Install', code: 'npm install @opentelemetry/sdk-node' },
    {
      say: 'Write telemetry.mjs',
      code: `import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK();
sdk.start();
process.once('beforeExit', () => sdk.shutdown());`,
    },
    {
      say: 'On each call; metadata is optional',
      code: `const { text } = await generateText({
  model,
  prompt,
  experimental_telemetry: {
    isEnabled: true,
    functionId: 'checkout',
    metadata: { promptName: 'checkout', promptVersion: '7', userId: 'user-123', sessionId: 'session-456' },
  },
});`,
    },
    { say: 'Say where to send', code: otlpEnvironment(target) },
    { say: 'Start your application with it', code: 'node --import ./telemetry.mjs app.mjs' },
  ],
};

const langfuse: Way = {
  id: 'langfuse',
  title: 'Langfuse SDK',
  note: 'keep your code, change three variables',
  needsKey: true,
  steps: (target) => {
    const { publicKey, secretKey } = pairOf(keyOf(target));
    return [
      {
        say: 'Python from v3 on, JavaScript from v4 on: the key is a pair here',
        code: lines(
          `export LANGFUSE_BASE_URL=${target.url}`,
          `export LANGFUSE_PUBLIC_KEY=${publicKey}`,
          `export LANGFUSE_SECRET_KEY=${secretKey}`,
        ),
      },
      {
        say: 'Older ones read the address from another name: Python, then JavaScript',
        code: lines(`export LANGFUSE_HOST=${target.url}`, `export LANGFUSE_BASEURL=${target.url}`),
      },
    ];
  },
};

const curl: Way = {
  id: 'curl',
  title: 'curl',
  note: 'one call by hand, to see it work',
  steps: (target) => [{ say: 'Paste into a terminal', code: curlOf(target) }],
};

function curlOf(target: Target): string {
  const attributes = [
    ['gen_ai.operation.name', 'stringValue', '"chat"'],
    ['gen_ai.provider.name', 'stringValue', '"openai"'],
    ['gen_ai.request.model', 'stringValue', '"gpt-4o-mini"'],
    ['gen_ai.usage.input_tokens', 'intValue', '12'],
    ['gen_ai.usage.output_tokens', 'intValue', '7'],
    ['gen_ai.prompt.name', 'stringValue', '"hello"'],
    ['gen_ai.input.messages', 'stringValue', String.raw`"[{\"role\":\"user\",\"content\":\"Say hello\"}]"`],
    ['gen_ai.output.messages', 'stringValue', String.raw`"[{\"role\":\"assistant\",\"content\":\"Hello there!\"}]"`],
  ].map(([key, type, value]) => `    {"key":"${key}","value":{"${type}":${value}}}`);
  return `now=$(date +%s)
curl ${target.url}/v1/traces \\
  -H 'content-type: application/json' \\${authorised(target) ? `\n  -H 'authorization: Bearer ${keyOf(target)}' \\` : ''}
  -d @- <<EOF
{"resourceSpans":[{"resource":{"attributes":[
  {"key":"service.name","value":{"stringValue":"curl"}}]},
 "scopeSpans":[{"spans":[{
  "traceId":"$(openssl rand -hex 16)","spanId":"$(openssl rand -hex 8)",
  "name":"chat gpt-4o-mini","kind":3,
  "startTimeUnixNano":"$((now - 1))200000000","endTimeUnixNano":"$((now))000000000",
  "attributes":[
${attributes.join(',\n').replaceAll('\\"', String.raw`\\"`)}
  ]}]}]}]}
EOF`;
}

/** Every way in, the most used first. */
export const WAYS: readonly Way[] = [javascript, python, otlp, vercel, langfuse, openllmetry, openinference, curl];
