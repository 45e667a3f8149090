import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Part } from '../../model/part.ts';
import { SCORE_COLUMNS, type Score } from '../../model/score.ts';
import { SPAN_COLUMNS, type Span } from '../../model/span.ts';
import { emptyBatch, type WireBatch } from '../../model/wire.ts';
import { decodeIngestion } from '../wire/langfuse.ts';
import { decodeTracesJson } from '../wire/otlp-json.ts';
import { decodeLogs, decodeTraces } from '../wire/otlp-proto.ts';
import { normaliseBatch } from './normalise.ts';
import { createSettle } from './settle.ts';
import { listPrice, RETENTION_DAYS } from './testing/wire.ts';

/**
 * Every recorded payload → the rows it must become. The expected rows lie in `fixtures/golden`, one file per client, and were
 * judged by hand; after a wanted change `vitest -u` writes them anew, to be read again.
 */
const FIXTURES = join(import.meta.dirname, '../../../fixtures');
const RECORDED = Date.UTC(2026, 10, 23, 12, 40) * 1000;
const price = listPrice;
const settle = createSettle({ price: () => price, retentionDays: RETENTION_DAYS });

const read = (file: string): Buffer => readFileSync(join(FIXTURES, 'wire', file));

function decode(file: string): WireBatch {
  const body = file.includes('gzip') ? gunzipSync(read(file)) : read(file);
  const batch = emptyBatch();
  if (file.includes('.ingestion.')) batch.langfuse = decodeIngestion(body).events;
  else if (file.includes('.logs.')) batch.logs = decodeLogs(body).items;
  else batch.spans = (file.endsWith('.json') ? decodeTracesJson(body) : decodeTraces(body)).items;
  return batch;
}

/** The files of one client, in the order sent. */
const CLIENTS: Record<string, string[]> = {
  'otel-proto-gzip': ['otel-proto-gzip.traces.bin'],
  'otel-json-legacy-spellings': ['otel-json-legacy-spellings.traces.json'],
  'otel-grpc': ['otel-grpc.traces.bin'],
  'otel-logs': ['otel.logs.bin'],
  'otel-instrumentation-openai': ['otel-instrumentation-openai.traces.bin', 'otel-instrumentation-openai.logs.bin'],
  openinference: ['openinference.traces.bin'],
  traceloop: ['traceloop.traces.bin'],
  'vercel-ai-v5': ['vercel-ai-v5.traces.bin'],
  'vercel-ai-v7': ['vercel-ai-v7.traces.json'],
  'vercel-ai-v7-legacy': ['vercel-ai-v7-legacy.traces.json'],
  'langfuse-v3': ['langfuse-v3.ingestion.json'],
  'langfuse-v3-openai': ['langfuse-v3-openai.ingestion.json'],
  'langfuse-py-v5': ['langfuse-py-v5-gzip.traces.bin'],
  'langfuse-v5': ['langfuse-v5.traces.json', 'langfuse-v5.ingestion.json'],
};

test('every recorded request for telemetry rows has a golden result', () => {
  const index = JSON.parse(read('index.json').toString()) as { file: string }[];
  const rows = index.map(({ file }) => file).filter((file) => !file.includes('.metrics.'));
  expect(Object.values(CLIENTS).flat().sort()).toEqual(rows.sort());
});

test.each(Object.entries(CLIENTS))('%s becomes the right rows', async (client, files) => {
  const result = run(files.map(decode));
  await expect(JSON.stringify(result, null, 1)).toMatchFileSnapshot(join(FIXTURES, 'golden', `${client}.json`));
});

test.each(Object.entries(CLIENTS))(
  '%s becomes the same rows when its files come the other way round, twice',
  (_, files) => {
    const once = run(files.map(decode));
    const again = run([...files, ...files].reverse().map(decode));
    expect(again.spans).toEqual(once.spans);
    expect(again.scores).toEqual(once.scores);
  },
);

/** Normalises the batches one by one, then settles all their traces, as the store would. */
function run(batches: WireBatch[]) {
  const spans = new Map<string, Span>();
  const parts = new Map<string, Part>();
  const scores = new Map<string, Score>();
  const refused: unknown[] = [];
  for (const batch of batches) {
    const rows = normaliseBatch('p1', batch, { now: RECORDED, retentionDays: RETENTION_DAYS, price });
    for (const span of rows.spans) spans.set(`${span.trace_id} ${span.span_id} ${span.time}`, span);
    for (const part of rows.parts) parts.set(`${part.trace_id} ${part.span_id} ${part.id}`, part);
    for (const score of rows.scores) scores.set(score.id, score);
    refused.push(...rows.errors, ...rows.langfuse.values());
  }
  for (const trace of new Set([...spans.values(), ...parts.values()].map(({ trace_id }) => trace_id))) {
    const of = <T extends { trace_id: string }>(rows: Map<string, T>): T[] =>
      [...rows.values()].filter((row) => row.trace_id === trace);
    for (const span of settle(of(spans), of(parts), { project: 'p1', now: RECORDED })) {
      const key = `${span.trace_id} ${span.span_id} ${span.time}`;
      if (span.deleted) spans.delete(key);
      else spans.set(key, span);
    }
  }
  const byTime = <T extends { time: number }>(rows: Iterable<T>, id: (row: T) => string): T[] =>
    [...rows].sort((a, b) => a.time - b.time || (id(a) < id(b) ? -1 : 1));
  return {
    refused,
    spans: byTime(spans.values(), ({ span_id }) => span_id).map(known),
    scores: byTime(scores.values(), ({ id }) => id).map(known),
  };
}

const ORDER = [...Object.keys(SPAN_COLUMNS), ...Object.keys(SCORE_COLUMNS)];
const LEFT_OUT = new Set(['project', 'received', 'version', 'deleted']);

/** What is known of a row, as it would show. Long texts are cut. */
function known(row: Span | Score): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(row).sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))) {
    if (LEFT_OUT.has(key) || value === '' || value === null || (Array.isArray(value) && value.length === 0)) continue;
    if (value instanceof Map) {
      if (value.size)
        shown[key] = Object.fromEntries(
          [...(value as Map<string, string>)].sort().map(([name, text]) => [name, cut(text)]),
        );
    } else if (key === 'time') shown[key] = new Date(row.time / 1000).toISOString();
    else if (key === 'cost' || key === 'cost_sent') shown[key] = (value as number) / 1e12;
    else shown[key] = typeof value === 'string' ? cut(value) : value;
  }
  return shown;
}

const cut = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}… (${text.length})` : text);
