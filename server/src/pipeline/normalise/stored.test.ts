import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../lib/log.ts';
import type { WireBatch } from '../../model/wire.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import type { Engine } from '../store/engine.ts';
import { Loader } from '../store/loader.ts';
import { RollupState } from '../store/rollup-state.ts';
import { PART_SELECT, partOf, SPAN_SELECT, spanOf } from '../store/rows.ts';
import { migrate } from '../store/schema.ts';
import { startTestEngine } from '../store/testing/engines.ts';
import { decodeIngestion } from '../wire/langfuse.ts';
import { decodeLogs, decodeTraces } from '../wire/otlp-proto.ts';
import { normaliseBatch } from './normalise.ts';
import { createSettle } from './settle.ts';
import { batchOf, langfuseEvent, listPrice, RETENTION_DAYS, wireSpan } from './testing/wire.ts';

/** Rows that went through the store must settle to themselves: whatever the engine changes would be rewritten for ever. */
const RECORDED = Date.UTC(2026, 10, 23, 12, 40) * 1000;
const settle = createSettle({ price: () => listPrice, retentionDays: RETENTION_DAYS });
const log = createLog('silent');

let engine: Engine;
let journal: Journal;
let loader: Loader;
const folder = mkdtempSync(join(tmpdir(), 'telltale-stored-'));

beforeAll(async () => {
  engine = await startTestEngine('embedded');
  await migrate(engine, { retentionDays: 90, rollupRetentionDays: 400 });
  const state = new RollupState({ engine });
  journal = await openJournal(folder, { maxBacklogBytes: 1e9, log, onSealed: (segment) => loader.push(segment) });
  loader = new Loader({ journal, engine, state, log, onLoaded: () => {} });
}, 60_000);
afterAll(async () => {
  await journal?.close();
  await loader?.close();
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../../fixtures/wire', name));
const hostile = 'a\ud800b\0c\u2028"\\ud800 😀';

const SENT: Record<string, () => WireBatch[]> = {
  'log records': () => [
    batchOf({ spans: decodeTraces(file('otel-instrumentation-openai.traces.bin')).items }),
    batchOf({ logs: decodeLogs(file('otel-instrumentation-openai.logs.bin')).items }),
  ],
  'Langfuse events': () =>
    decodeIngestion(file('langfuse-v3.ingestion.json')).events.map((event) => batchOf({ langfuse: [event] })),
  'hostile text': () => [
    batchOf({
      spans: [
        wireSpan(
          { 'gen_ai.operation.name': 'chat', 'input.value': hostile, metadata: { [hostile]: hostile } },
          { parent_id: 'x', start: RECORDED - 1000, end: RECORDED },
        ),
      ],
    }),
    batchOf({
      langfuse: [
        langfuseEvent(
          'span-create',
          {
            id: hostile,
            traceId: 'h',
            input: hostile,
            name: hostile,
            userId: hostile,
            tags: [hostile],
            metadata: { [hostile]: [hostile] },
            startTime: '2026-11-23T12:39:00Z',
          },
          RECORDED,
        ),
      ],
    }),
  ],
};

test.each(Object.entries(SENT))('%s come back from the store and stay settled', async (name, batches) => {
  const project = name;
  for (const batch of batches()) {
    const rows = normaliseBatch(project, batch, { now: RECORDED, retentionDays: RETENTION_DAYS, price: listPrice });
    await journal.append(rows);
  }
  const changed = await settleStored(project);
  await journal.append({
    spans: changed.map((span) => ({ ...span, version: span.version + 1_000_000_000 })),
    scores: [],
    parts: [],
  });
  expect(await settleStored(project)).toEqual([]);
});

async function settleStored(project: string) {
  await journal.seal();
  await loader.idle();
  const where = 'FINAL WHERE t.project = {project:String}';
  const spans = await engine.query<Parameters<typeof spanOf>[0]>(
    `SELECT ${SPAN_SELECT} FROM telltale.spans AS t ${where}`,
    { project },
  );
  const parts = await engine.query<Parameters<typeof partOf>[0]>(
    `SELECT ${PART_SELECT} FROM telltale.parts AS t ${where}`,
    { project },
  );
  const all = { spans: spans.map(spanOf), parts: parts.map(partOf) };
  const traces = new Set([...all.spans, ...all.parts].map(({ trace_id }) => trace_id));
  expect(traces.size).toBeGreaterThan(0);
  return [...traces].flatMap((trace) =>
    settle(
      all.spans.filter(({ trace_id }) => trace_id === trace),
      all.parts.filter(({ trace_id }) => trace_id === trace),
      { project, now: RECORDED },
    ),
  );
}
