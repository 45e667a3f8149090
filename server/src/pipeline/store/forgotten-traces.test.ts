import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Span } from '../../model/span.ts';
import { RowWriter } from '../journal/row-writer.ts';
import { encodePart, encodeSpan } from '../journal/rowbinary.ts';
import { GRAINS } from './cubes.ts';
import type { Engine } from './engine.ts';
import { ForgottenTraces } from './forgotten-traces.ts';
import { migrate } from './schema.ts';
import { startTestEngine } from './testing/engines.ts';
import { makePart, makeSpan } from './testing/span.ts';

const NOW = Date.now() * 1000;
const LONG_AGO = NOW - 3 * GRAINS.day;

let engine: Engine;
let folder: string;
let loads = 0;
beforeAll(async () => {
  engine = await startTestEngine('embedded');
  await migrate(engine, { retentionDays: 90, rollupRetentionDays: 400 });
  folder = mkdtempSync(join(tmpdir(), 'telltale-forgotten-'));
}, 60_000);
afterAll(async () => {
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function load(table: 'spans' | 'parts', write: (writer: RowWriter) => void): Promise<void> {
  const writer = new RowWriter();
  write(writer);
  const path = join(folder, `${++loads}.rows`);
  writeFileSync(path, writer.bytes());
  await engine.load(table, path, `load-${loads}`);
}
const spans = (...rows: Partial<Span>[]): Promise<void> =>
  load('spans', (writer) => {
    for (const row of rows) encodeSpan(writer, makeSpan(row));
  });

/** All pages, one after the other. */
async function all(traces: ForgottenTraces): Promise<string[]> {
  const names: string[] = [];
  for (let pages = 0; traces.some && pages < 50; pages++) {
    for (const { project, trace_id } of await traces.next(engine)) names.push(`${project}/${trace_id}`);
  }
  return names;
}

test('finds nothing in an empty store', async () => {
  expect(await all(new ForgottenTraces())).toEqual([]);
});

test('finds what an earlier process left long ago, days late itself, and no call that stands alone', async () => {
  const old = { time: LONG_AGO - 10 * GRAINS.day, received: LONG_AGO };
  await spans(
    { ...old, trace_id: 'two', span_id: 'a' },
    { ...old, trace_id: 'two', span_id: 'b', time: old.time + 5 },
    { ...old, trace_id: 'child', parent_id: 'missing' },
    { ...old, trace_id: 'alone' },
    { ...old, trace_id: 'earlier', parent_id: 'x', received: LONG_AGO - GRAINS.day },
  );
  await load('parts', (writer) => encodePart(writer, makePart({ trace_id: 'part', received: LONG_AGO })));
  const traces = new ForgottenTraces();
  const found = await traces.next(engine);
  expect(found.map(({ trace_id }) => trace_id)).toEqual(['child', 'part', 'two']);
  expect(found[2]).toMatchObject({ project: 'p1', from: old.time, to: old.time + 5 });
  expect(traces.some).toBe(false);
});

test('goes through more than a page, each trace once', async () => {
  const names = ['p1/m1', 'p1/m2', 'p1/m3', 'p2/m1', 'p2/m2'];
  await spans(
    ...names.map((name) => {
      const [project = '', trace_id = ''] = name.split('/');
      return { project, trace_id, parent_id: 'x', time: NOW, received: NOW };
    }),
  );
  expect(await all(new ForgottenTraces(undefined, 2))).toEqual(names);
});

test('finds what did not fit into memory, received a moment before', async () => {
  const traces = new ForgottenTraces();
  await all(traces);
  await spans({ trace_id: 'overflowed', parent_id: 'x', time: NOW, received: Date.now() * 1000 - 5_000_000 });
  traces.overflow();
  expect(await all(traces)).toContain('p1/overflowed');
});
