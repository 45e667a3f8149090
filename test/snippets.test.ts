import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Target, WAYS } from '../web/src/screens/connect/snippets.ts';
import { ANSWER, type Provider, startProvider, THINKS_MS } from './provider.ts';
import { api, eventually, freePort, type RunningServer, removeFolder, startServer, temporaryFolder } from './server.ts';

/**
 * What the Connect screen says, done to the letter: its text becomes the files and the shell of a fresh folder, an application
 * runs there as its own process, and its call must arrive. Only the installing is left out: the packages are the repository's.
 */
const ROOT = resolve(import.meta.dirname, '..');
const KEY = 'tt_snippets1_s3cr3t_with-signs0123456';
const BEARER = { authorization: `Bearer ${KEY}` };

/** Those whose packages are not the repository's. They are run by hand; the guide says when, and with which versions. */
const BY_HAND = ['python', 'openllmetry', 'openinference'];
const HERE = ['javascript', 'otlp', 'vercel', 'langfuse', 'curl'];

let server: RunningServer;
let provider: Provider;
let target: Target;
const data = temporaryFolder();
const folders: string[] = [];

beforeAll(async () => {
  const grpcPort = await freePort();
  const env = { TELLTALE_BOOTSTRAP_KEY: KEY, TELLTALE_GRPC_PORT: String(grpcPort) };
  [server, provider] = await Promise.all([startServer({ data, env }), startProvider()]);
  target = { url: server.url, grpcPort, key: KEY, open: false };
});
afterAll(async () => {
  await Promise.all([server?.stop(), provider?.close()]);
  for (const folder of [data, ...folders]) removeFolder(folder);
});

/** The code of the one step of a way that says so. */
function step(id: string, say: RegExp): string {
  const found = WAYS.find((way) => way.id === id)
    ?.steps(target)
    .filter((one) => say.test(one.say));
  const [only] = found ?? [];
  if (found?.length !== 1 || !only) throw new Error(`${id}: not one step says ${say}`);
  return only.code;
}

/** Runs a shell script in a folder with those files. Resolves with what it printed; rejects when it fails or says anything on stderr. */
async function run(files: Record<string, string>, script: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-app-'));
  folders.push(folder);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const env = { PATH: process.env.PATH, HOME: folder, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: provider.url };
  const child = spawn('bash', ['-ec', script], { cwd: folder, env, timeout: 60_000 });
  let [out, complaints] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0 || complaints !== '') throw new Error(`ended with ${String(code)}: ${complaints}\n${out}`);
  return out;
}

/** The calls to that model, the oldest first, once there are so many. */
const callsTo = (model: string, count: number): Promise<Record<string, unknown>[]> =>
  eventually(async () => {
    const { calls } = await api<{ calls: Record<string, unknown>[] }>(
      server,
      '/calls/search',
      { filter: [{ field: 'model', op: 'eq', value: model }], range: { from: 'now-1h', to: 'now' }, order_by: 'time' },
      BEARER,
    );
    return calls.length >= count && calls;
  });

const CHAT = { service: 'my-app', provider: 'openai', status: 'ok', input_tokens: 12, output_tokens: 7 };

/** Calls the model twice through OpenAI's own client: whole, then streamed. */
const twoChats = (model: string): string => `
const messages = [{ role: 'user', content: 'Say hello' }];
const whole = await openai.chat.completions.create({ model: '${model}', messages });
console.log(whole.choices[0].message.content);
const stream = await openai.chat.completions.create({
  model: '${model}', messages, stream: true, stream_options: { include_usage: true },
});
let text = '';
for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
console.log(text);
`;
const PRINTED = `${ANSWER}\n${ANSWER}\n`;

/** Both calls took as long as the provider, and carry what was asked and answered. */
function expectTwoChats(calls: Record<string, unknown>[], about: object): void {
  expect(calls).toHaveLength(2);
  for (const call of calls) {
    expect(call).toMatchObject({ provider: 'openai', status: 'ok', input_tokens: 12, output_tokens: 7, ...about });
    expect(call.duration_ms).toBeGreaterThanOrEqual(THINKS_MS);
    expect(call.input).toContain('Say hello');
    expect(call.output).toContain(ANSWER);
  }
}

test('every way is run, here or by hand as the guide says', () => {
  expect(WAYS.map(({ id }) => id).sort()).toEqual([...HERE, ...BY_HAND].sort());
  const guide = readFileSync(join(ROOT, 'docs/guide/connect.md'), 'utf8');
  for (const { id, title } of WAYS)
    expect(guide, id).toMatch(new RegExp(`^\\| ${title}(?: [^|]*)? \\| .+\\d.+ \\|$`, 'm'));
});

test('OpenTelemetry, JavaScript: the OpenAI client, whole and streamed, with prompts and answers', async () => {
  const model = 'gpt-4o-mini';
  const printed = await run(
    {
      'telemetry.mjs': step('javascript', /^Write telemetry/),
      'app.mjs': `import OpenAI from 'openai';\nconst openai = new OpenAI();\n${twoChats(model)}`,
    },
    `${step('javascript', /^Say where/)}\n${step('javascript', /^Start/)}`,
  );
  expect(printed).toBe(PRINTED);
  const complete = await eventually(async () => {
    const calls = await callsTo(model, 2);
    // Prompts and answers come apart from their spans, as log records.
    return calls.every(({ input, output }) => input !== undefined && output !== undefined) && calls;
  });
  expectTwoChats(complete, { service: 'my-app', requested_model: model });
});

test.each([
  ['HTTP', 'gpt-4.1', /^OTLP over HTTP/],
  ['gRPC', 'gpt-4.1-mini', /over gRPC/],
])('any OpenTelemetry SDK over %s: the call inherits prompt, user and session', async (_, model, where) => {
  const app = `import { NodeSDK } from '@opentelemetry/sdk-node';
const sdk = new NodeSDK();
sdk.start();
const answer = async () => trace.getTracer('app').startSpan('chat', { attributes: {
  'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': '${model}',
  'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 7,
} }).end();
${step('otlp', /^Optional/)}
await sdk.shutdown();
`;
  await run({ 'app.mjs': app }, `${step('otlp', where)}\nnode app.mjs`);
  const [call] = await callsTo(model, 1);
  expect(call).toMatchObject({
    ...CHAT,
    prompt: 'checkout',
    prompt_version: '7',
    environment: 'production',
    user: 'user-123',
    session: 'session-456',
  });
});

test('Vercel AI SDK: the call as written, with prompt, user and session', async () => {
  const id = 'gpt-4.1-nano';
  const app = `import { generateText } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
const prompt = 'Say hello';
const model = new MockLanguageModelV3({ provider: 'openai.chat', modelId: '${id}', doGenerate: async () => ({
  content: [{ type: 'text', text: '${ANSWER}' }], finishReason: { unified: 'stop', raw: 'stop' }, warnings: [],
  usage: { inputTokens: { total: 12 }, outputTokens: { total: 7 } },
}) });
${step('vercel', /^On each call/)}
console.log(text);
`;
  const script = `${step('vercel', /^Say where/)}\n${step('vercel', /^Start/)}`;
  expect(await run({ 'telemetry.mjs': step('vercel', /^Write/), 'app.mjs': app }, script)).toBe(`${ANSWER}\n`);
  const calls = await callsTo(id, 1);
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({
    ...CHAT,
    prompt: 'checkout',
    prompt_version: '7',
    user: 'user-123',
    session: 'session-456',
    output: ANSWER,
  });
  expect(calls[0]?.input).toContain('Say hello');
});

test('Langfuse SDK v3 finds the server by its older variable; what was cached is not counted twice', async () => {
  const model = 'gpt-4o';
  const app = `import { observeOpenAI } from 'langfuse';
import OpenAI from 'openai';
const openai = observeOpenAI(new OpenAI(), { userId: 'ada', sessionId: 's-1' });
${twoChats(model)}
await openai.flushAsync();
`;
  const script = `${step('langfuse', /key is a pair/)}\n${step('langfuse', /^Older/)}\nnode app.mjs`;
  expect(await run({ 'app.mjs': app }, script)).toBe(PRINTED);
  expectTwoChats(await callsTo(model, 2), { user: 'ada', session: 's-1', cached_tokens: 4 });
});

test('Langfuse SDK v5 finds the server by its three variables', async () => {
  const app = `import { LangfuseSpanProcessor } from '@langfuse/otel';
import { propagateAttributes, startActiveObservation, startObservation } from '@langfuse/tracing';
import { NodeSDK } from '@opentelemetry/sdk-node';
const sdk = new NodeSDK({ spanProcessors: [new LangfuseSpanProcessor()] });
sdk.start();
await startActiveObservation('checkout', () => propagateAttributes({ userId: 'ada', sessionId: 's-1' }, async () => {
  startObservation('answer', { model: 'o4-mini', input: 'Say hello', output: '${ANSWER}', usageDetails: { input: 12, output: 7 } },
    { asType: 'generation' }).end();
}));
await sdk.shutdown();
`;
  await run({ 'app.mjs': app }, `${step('langfuse', /key is a pair/)}\nnode app.mjs`);
  expect((await callsTo('o4-mini', 1))[0]).toMatchObject({
    user: 'ada',
    session: 's-1',
    input: 'Say hello',
    output: ANSWER,
    input_tokens: 12,
    output_tokens: 7,
  });
});

test('curl: pasted into a terminal, the span is taken', async () => {
  // Its progress goes to stderr where no terminal is.
  expect(await run({}, `curl() { command curl --silent --show-error "$@"; }\n${step('curl', /^Paste/)}`)).toBe('{}');
  const call = await eventually(async () => {
    const { calls } = await api<{ calls: Record<string, unknown>[] }>(
      server,
      '/calls/search',
      { filter: [{ field: 'service', op: 'eq', value: 'curl' }], range: { from: 'now-1h', to: 'now' } },
      BEARER,
    );
    return calls[0];
  });
  expect(call).toMatchObject({
    model: 'gpt-4o-mini',
    prompt: 'hello',
    input_tokens: 12,
    output_tokens: 7,
    duration_ms: 800,
    input: '[{"role":"user","content":"Say hello"}]',
    output: '[{"role":"assistant","content":"Hello there!"}]',
  });
});
