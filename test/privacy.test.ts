import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { api, type RunningServer, removeFolder, startServer, temporaryFolder } from './server.ts';

const EMAIL = 'ada.lovelace@example.com';
const CARD = '4111 1111 1111 1111';
const PHONE = '+49 30 901820';
const USER = 'customer-number-7781';
const RAW = [EMAIL, CARD, PHONE, USER];

const data = temporaryFolder();
let server: RunningServer | undefined;
afterAll(async () => {
  await server?.stop('SIGKILL');
  removeFolder(data);
});

const send = async (path: string, body: unknown, method = 'POST'): Promise<Response> =>
  fetch(`${server?.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function otlp(): unknown {
  const start = BigInt(Date.now() - 5_000) * 1_000_000n;
  const said = `write to ${EMAIL}, card ${CARD}, call ${PHONE}`;
  const span = {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    name: `chat for ${EMAIL}`,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 1_000_000_000n),
    status: { code: 2, message: `refused: ${said}` },
    attributes: [
      attribute('gen_ai.operation.name', 'chat'),
      attribute('gen_ai.request.model', 'gpt-4o'),
      attribute('user.id', USER),
      attribute('enduser.id', USER),
      attribute('gen_ai.input.messages', JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: said }] }])),
      attribute('gen_ai.output.messages', JSON.stringify([{ role: 'tool', arguments: JSON.stringify({ to: EMAIL }) }])),
      attribute('note', said),
      attribute(EMAIL, 'a key'),
    ],
    events: [{ name: 'exception', timeUnixNano: String(start), attributes: [attribute('exception.message', said)] }],
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
}

function langfuse(): unknown {
  const timestamp = new Date().toISOString();
  const event = (type: string, body: object) => ({ id: `${type}-1`, type, timestamp, body });
  const said = { messages: [{ role: 'user', content: `I am ${EMAIL}, ${CARD}, ${PHONE}` }] };
  return {
    batch: [
      event('trace-create', { id: 't-1', name: 'visit', userId: USER, input: said, metadata: { mail: EMAIL } }),
      event('generation-create', { id: 'g-1', traceId: 't-1', model: 'gpt-4o', startTime: timestamp, input: said }),
      event('score-create', { id: 's-1', traceId: 't-1', name: 'thumb', value: 1, comment: `from ${EMAIL}` }),
    ],
  };
}

function filesWith(folder: string, value: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() && readFileSync(path).includes(value));
}

test('personal data is in no answer, no file and no line of the log', { timeout: 120_000 }, async () => {
  server = await startServer({ data });
  const wrong = await send('/api/v1/settings', { redaction: { shoe: 'mask' } }, 'PUT');
  expect(wrong.status).toBe(400);
  const settings = {
    redaction: { email: 'hash', card: 'mask', phone: 'drop' },
    pseudonymise_users: true,
    thresholds: { injection: 0.7 },
  };
  expect((await send('/api/v1/settings', settings, 'PUT')).status).toBe(200);
  expect(await api(server, '/settings')).toEqual(settings);

  expect((await send('/v1/traces', otlp())).status).toBe(200);
  expect((await send('/api/public/ingestion', langfuse())).status).toBe(207);
  expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/telltale_redacted_total\{type="email"\} [1-9]/);
  for (const raw of RAW) expect(filesWith(data, raw), `before it was loaded: ${raw}`).toEqual([]);

  let seen = '';
  await expect
    .poll(
      async () => {
        const traces = await Promise.all(
          ['a'.repeat(32), 't-1'].map(async (id) => (await fetch(`${server?.url}/api/v1/traces/${id}`)).text()),
        );
        seen = traces.join('\n');
        return seen.includes('[card]') && traces.every((trace) => /u_[0-9a-f]{20}/.test(trace));
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(true);
  expect(seen).toMatch(/\[email:[0-9a-f]{10}\]/);
  for (const raw of RAW) expect(seen).not.toContain(raw);

  await server.stop('SIGKILL');
  for (const raw of RAW) {
    expect(filesWith(data, raw)).toEqual([]);
    expect(server.output()).not.toContain(raw);
  }
});
