import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Part } from '../../model/part.ts';
import { SCORE_SOURCES, type Score } from '../../model/score.ts';
import { SPAN_COLUMNS, type Span } from '../../model/span.ts';
import { RowWriter } from '../journal/row-writer.ts';
import { encodePart, encodeScore, encodeSpan } from '../journal/rowbinary.ts';
import type { TableName } from '../journal/tables.ts';
import type { Engine } from './engine.ts';
import { PART_SELECT, partOf, SPAN_SELECT, spanOf } from './rows.ts';
import { migrate } from './schema.ts';
import { SIDES, startTestEngine } from './testing/engines.ts';
import { makePart, makeScore, makeSpan } from './testing/span.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '\0',
      'a\0b',
      '\ud800',
      'x\udc00y',
      '👩‍👩‍👧‍👦',
      '\ufeff',
      '\'"`\\\n\r\t',
      'e\u0301',
      '\u202e',
      'x'.repeat(48),
      'é'.repeat(48),
      'x'.repeat(127),
      'é'.repeat(64),
      'x'.repeat(128),
      '€'.repeat(5461),
      'x'.repeat(16_383),
      'é'.repeat(8192),
    ),
  },
);
const count = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 2, MAX));
const money = fc.oneof(fc.nat(), fc.integer({ min: -(10 ** 9), max: 0 }), fc.constantFrom(-MAX, MAX, 1, -1, 2 ** 32));
/** Milliseconds with three decimals, as far as they are exact. */
const ms = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 86_400_000_000, 10 ** 12 + 1)).map((us) => us / 1000);
const NOW = Date.now() * 1000;
const time = fc.integer({ min: NOW - 900_000_000, max: NOW });

const BY_TYPE: Record<(typeof SPAN_COLUMNS)[keyof typeof SPAN_COLUMNS]['type'], fc.Arbitrary<unknown>> = {
  string: text,
  low: text,
  bool: fc.boolean(),
  'u16?': fc.option(fc.constantFrom(0, 200, 65_535)),
  u64: count,
  'u64?': fc.option(count),
  'share?': fc.option(fc.integer({ min: 0, max: 10_000 }).map((parts) => parts / 10_000)),
  time,
  ms,
  'ms?': fc.option(ms),
  'usd?': fc.option(money),
  tags: fc.array(text, { maxLength: 4 }),
  map: fc.dictionary(text, text, { maxKeys: 4 }).map((entries) => new Map(Object.entries(entries))),
};

const spanArbitrary = fc.record(
  Object.fromEntries(Object.entries(SPAN_COLUMNS).map(([name, { type }]) => [name, BY_TYPE[type]])),
) as unknown as fc.Arbitrary<Span>;

/** As a row comes back: what is no UTF-8 is replaced, and keys of a map that become equal are one. */
const well = (value: string): string => Buffer.from(value).toString();
const expected = <Row extends object>(row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value === 'string') return [name, well(value)];
      if (Array.isArray(value)) return [name, value.map(well)];
      if (value instanceof Map) return [name, new Map([...value].map(([k, v]) => [well(k), well(v)]))];
      return [name, value];
    }),
  ) as Row;

describe.each(SIDES)('segments loaded by the %s engine', (side) => {
  const runs = { numRuns: side === 'embedded' ? 20 : 8 };
  let engine: Engine;
  let folder: string;
  let tokens = 0;
  beforeAll(async () => {
    engine = await startTestEngine(side);
    await migrate(engine, { retentionDays: 90, rollupRetentionDays: 400 });
    folder = mkdtempSync(join(tmpdir(), "telltale-load-it's-"));
  }, 60_000);
  afterAll(async () => {
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function load<Row>(
    table: TableName,
    encode: (writer: RowWriter, row: Row) => void,
    rows: readonly Row[],
    token = `t${tokens++}`,
  ): Promise<void> {
    const writer = new RowWriter(64);
    for (const row of rows) encode(writer, row);
    const path = join(folder, `${token}.rows`);
    writeFileSync(path, writer.bytes());
    await engine.load(table, path, token);
  }

  test('bring every span back exactly', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(spanArbitrary, { minLength: 1, maxLength: 8 }), async (drawn) => {
        const project = `spans-${run++}`;
        const spans = drawn.map((span, i) => ({ ...span, project, trace_id: `t${i}`, deleted: false }));
        await load('spans', encodeSpan, spans);
        const rows = await engine.query<Parameters<typeof spanOf>[0]>(
          `SELECT ${SPAN_SELECT} FROM telltale.spans AS t FINAL WHERE t.project = {project:String} ORDER BY trace_id`,
          { project },
        );
        expect(rows.map(spanOf)).toEqual(spans.map(expected));
      }),
      runs,
    );
  });

  test('bring every part back exactly', async () => {
    let run = 0;
    const arbitrary = fc.record({ body: text, name: text, span_id: text, time, received: time, version: count });
    await fc.assert(
      fc.asyncProperty(fc.array(arbitrary, { minLength: 1, maxLength: 5 }), async (drawn) => {
        const project = `parts-${run++}`;
        const parts: Part[] = drawn.map((part, i) => makePart({ ...part, project, id: `id${i}` }));
        await load('parts', encodePart, parts);
        const rows = await engine.query<Parameters<typeof partOf>[0]>(
          `SELECT ${PART_SELECT} FROM telltale.parts AS t FINAL WHERE t.project = {project:String} ORDER BY id`,
          { project },
        );
        expect(rows.map(partOf)).toEqual(parts.map(expected));
      }),
      runs,
    );
  });

  test('bring every score back exactly', async () => {
    let run = 0;
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0.1, -1, 5e-324, Number.MAX_VALUE, null),
    );
    const arbitrary = fc.record({
      value,
      label: text,
      reason: text,
      source: fc.constantFrom(...SCORE_SOURCES),
      metadata: BY_TYPE.map as fc.Arbitrary<Map<string, string>>,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arbitrary, { minLength: 1, maxLength: 5 }), async (drawn) => {
        const project = `scores-${run++}`;
        const scores: Score[] = drawn.map((score, i) => makeScore({ ...score, project, id: `id${i}` }));
        await load('scores', encodeScore, scores);
        const rows = await engine.query<Pick<Score, 'value' | 'label' | 'reason' | 'source'> & { metadata: object }>(
          'SELECT value, label, reason, source, metadata FROM telltale.scores FINAL WHERE project = {project:String} ORDER BY id',
          { project },
        );
        const back = rows.map((row) => ({ ...row, metadata: new Map(Object.entries(row.metadata)) }));
        expect(back).toEqual(
          scores.map((score) => {
            const { value, label, reason, source, metadata } = expected(score);
            return { value, label, reason, source, metadata };
          }),
        );
      }),
      runs,
    );
  });

  test('bring a text of 5 MB back exactly', async () => {
    const input = 'Ünï–¢ode\0 '.repeat(500_000);
    await load('spans', encodeSpan, [makeSpan({ project: 'huge', input })]);
    const [row] = await engine.query<{ bytes: number; hash: number }>(
      "SELECT length(input) AS bytes, cityHash64(input) = cityHash64(repeat('Ünï–¢ode\\0 ', 500000)) AS hash FROM telltale.spans WHERE project = 'huge'",
    );
    expect(row).toEqual({ bytes: Buffer.byteLength(input), hash: 1 });
  });

  test('are in once however often they are loaded, over all their days', async () => {
    const day = 86_400_000_000;
    const spans = Array.from({ length: 10 }, (_, i) =>
      makeSpan({ project: 'again', span_id: `s${i}`, time: NOW - i * day }),
    );
    for (let tries = 0; tries < 3; tries++) await load('spans', encodeSpan, spans, 'same');
    expect(await engine.query("SELECT count() AS n FROM telltale.spans WHERE project = 'again'")).toEqual([{ n: 10 }]);
  });

  test('show one row of each identity, the newest, also where one segment holds several', async () => {
    const row = (span_id: string, version: number, more: Partial<Span> = {}): Span =>
      makeSpan({ project: 'twice', span_id, version, input: `v${version}`, ...more });
    await load('spans', encodeSpan, [
      row('kept', 2),
      row('kept', 3),
      row('kept', 1),
      row('gone', 1),
      row('gone', 2, { deleted: true }),
    ]);
    const shown = "SELECT span_id, input FROM telltale.spans FINAL WHERE project = 'twice'";
    expect(await engine.query(shown)).toEqual([{ span_id: 'kept', input: 'v3' }]);
    await engine.command('OPTIMIZE TABLE telltale.spans FINAL');
    expect(await engine.query(shown)).toEqual([{ span_id: 'kept', input: 'v3' }]);
  });

  test('are refused whole when they are cut short', async () => {
    const writer = new RowWriter();
    for (let i = 0; i < 3; i++) encodeSpan(writer, makeSpan({ project: 'cut', span_id: `s${i}` }));
    const path = join(folder, 'cut.rows');
    writeFileSync(path, writer.bytes().subarray(0, writer.size - 3));
    await expect(engine.load('spans', path, 'cut')).rejects.toMatchObject({ code: 33 });
    expect(await engine.query("SELECT count() AS n FROM telltale.spans WHERE project = 'cut'")).toEqual([{ n: 0 }]);
  });
});
