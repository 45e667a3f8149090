import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { api, eventually, type RunningServer, removeFolder, startServer, temporaryFolder } from './server.ts';

/** Random SIGKILLs under load: every acknowledged span is there afterwards, once. */
const KILLS = Number(process.env.CRASH_KILLS ?? 50);
const SPANS = 20;

const data = temporaryFolder();
let server: RunningServer;
afterAll(async () => {
  await server?.stop();
  removeFolder(data);
}, 60_000);

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function body(ids: string[]): string {
  const traceId = hex(16);
  const spans = ids.map((spanId, i) => {
    const start = BigInt(Date.now() - i) * 1_000_000n;
    return {
      traceId,
      spanId,
      name: 'chat gpt-4o',
      kind: 3,
      startTimeUnixNano: String(start),
      endTimeUnixNano: String(start + 250_000_000n),
      attributes: [
        { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
        { key: 'gen_ai.request.model', value: { stringValue: 'gpt-4o' } },
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '100' } },
        { key: 'gen_ai.usage.output_tokens', value: { intValue: '10' } },
      ],
    };
  });
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}

/** Sends until told to stop; a batch without a 200 is sent again later, as a client would. */
async function send(acknowledged: Set<string>, sent: Set<string>, running: () => boolean): Promise<void> {
  while (running()) {
    const ids = Array.from({ length: SPANS }, () => hex(8));
    for (const id of ids) sent.add(id);
    const text = body(ids);
    for (let tries = 0; tries < 3; tries++) {
      const answer = await fetch(`${server.url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: text,
        signal: AbortSignal.timeout(5000),
      }).catch(() => undefined);
      if (answer?.status === 200 && (await answer.text().catch(() => '?')) === '{}') {
        for (const id of ids) acknowledged.add(id);
        break;
      }
      await pause(100);
    }
  }
}

/** The engine is the server's child that runs engine.js. */
function enginePid(pid: number): number | undefined {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const line = lines.find((l) => l.includes('engine') && l.trim().split(/\s+/)[1] === String(pid));
  return line ? Number(line.trim().split(/\s+/)[0]) : undefined;
}

async function storedIds(): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api<{ calls: { span_id: string }[]; next_cursor?: string }>(server, '/calls/search', {
      range: { from: 'now-2h', to: 'now' },
      limit: 500,
      ...(cursor ? { cursor } : {}),
    });
    for (const call of page.calls) ids.push(call.span_id);
    cursor = page.next_cursor;
  } while (cursor);
  return ids;
}

test(`survives ${KILLS} random kills of server and engine without losing or doubling an acknowledged span`, async () => {
  server = await startServer({ data });
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  let running = true;
  const senders = [1, 2, 3].map(() => send(acknowledged, sent, () => running));
  const kills = { server: 0, engine: 0 };
  for (let i = 0; i < KILLS; i++) {
    await pause(50 + Math.random() * 700);
    const engine = enginePid(server.process.pid ?? 0);
    if (Math.random() < 0.4 || engine === undefined) {
      kills.server++;
      await server.stop('SIGKILL');
      server = await startServer({ data });
    } else {
      kills.engine++;
      process.kill(engine, 'SIGKILL');
    }
  }
  running = false;
  await Promise.all(senders);
  console.log(`kills: ${JSON.stringify(kills)}, sent ${sent.size}, acknowledged ${acknowledged.size}`);
  expect(acknowledged.size).toBeGreaterThan(KILLS * SPANS);

  const stored = await eventually(async () => {
    const ids = await storedIds();
    const present = new Set(ids);
    return [...acknowledged].every((id) => present.has(id)) && ids;
  }, 60_000);
  expect(new Set(stored).size, 'no span appears twice').toBe(stored.length);
  expect(
    stored.every((id) => sent.has(id)),
    'nothing appears that was never sent',
  ).toBe(true);

  const total = await api<{ rows: { calls: number; n: number }[] }>(server, '/query', {
    metrics: ['calls'],
    range: { from: 'now-2h', to: 'now' },
  });
  expect(total.rows[0]?.calls).toBe(stored.length);
}, 600_000);
