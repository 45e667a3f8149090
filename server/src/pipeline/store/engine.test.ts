import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QueryTooExpensive } from '../../lib/errors.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { SIDES, startTestEngine } from './testing/engines.ts';

const ENDLESS = 'SELECT sum(n) FROM (SELECT number AS n FROM numbers(1000000000000))';
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    "'",
    '\\',
    "\\'",
    '\0',
    '\n\r\t\b',
    '{x:String}',
    "'; DROP TABLE x; --",
    '\u2028',
    '%_',
    '"',
    '`',
    '\\N',
    'NULL',
  ),
);

describe.each(SIDES)('%s engine', (side) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startTestEngine(side);
  }, 60_000);
  afterAll(() => engine?.close());

  test('brings every string back as it was bound, alone and in lists', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), text, async (list, one) => {
        const rows = await engine.query<{ one: string; list: string[] }>(
          'SELECT {one:String} AS one, {list:Array(String)} AS list',
          { one, list },
        );
        expect(rows).toEqual([{ one, list }]);
      }),
      { numRuns: side === 'embedded' ? 150 : 60 },
    );
  });

  test('brings numbers and times back exactly', async () => {
    const time = 1_795_488_484_829_123;
    const rows = await engine.query(
      'SELECT {u:UInt64} AS u, {i:Int64} AS i, {f:Float64} AS f, {n:Nullable(String)} AS n, {e:Array(UInt64)} AS e, toUnixTimestamp64Micro({t:DateTime64(6)}) AS t, {t:DateTime64(6)} AS s',
      {
        u: 9_007_199_254_740_991,
        i: -42,
        f: 0.1,
        n: null,
        e: [],
        t: time,
      },
    );
    expect(rows).toEqual([
      { u: 9_007_199_254_740_991, i: -42, f: 0.1, n: null, e: [], t: time, s: '2026-11-24 02:48:04.829123' },
    ]);
  });

  test('takes lists of thousands', async () => {
    const list = Array.from({ length: 1000 }, (_, i) => `value ${i} ${'x'.repeat(500)}`);
    const rows = await engine.query('SELECT length({list:Array(String)}) AS n', { list });
    expect(rows).toEqual([{ n: 1000 }]);
  });

  test('says what is wrong with a statement, with its code', async () => {
    const error = await engine.query('SELECT nothing_of_the_kind').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).code).toBe(47);
  });

  test('ends a query at its time limit and keeps its session clean', async () => {
    await expect(engine.query(ENDLESS, {}, { timeoutMs: 300 })).rejects.toBeInstanceOf(QueryTooExpensive);
    for (let i = 0; i < 8; i++) expect(await engine.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('never shows output of a failed query to the next one', async () => {
    const failing = 'SELECT number, throwIf(number = 300000) FROM numbers(1000000)';
    for (let i = 0; i < 5; i++) {
      await expect(engine.query(failing, {}, { settings: { max_threads: 1 } })).rejects.toThrow();
      expect(await engine.query('SELECT 7 AS seven')).toEqual([{ seven: 7 }]);
    }
  });

  test('kills a query whose caller has gone', async () => {
    const gone = new AbortController();
    const reason = new Error('caller left');
    const running = engine.query(ENDLESS, {}, { signal: gone.signal });
    setTimeout(() => gone.abort(reason), 200);
    await expect(running).rejects.toBe(reason);
    await expect
      .poll(
        () =>
          engine.query(
            "SELECT count() AS n FROM system.processes WHERE query LIKE '%numbers(1000000000000)%' AND query NOT LIKE '%processes%'",
          ),
        { timeout: 5000 },
      )
      .toEqual([{ n: 0 }]);
  });

  test('runs queries side by side', async () => {
    const start = performance.now();
    await Promise.all([1, 2, 3, 4].map(() => engine.query('SELECT sleep(1)')));
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('leaves no setting of a statement behind, also when it failed', async () => {
    await engine.command('CREATE DATABASE IF NOT EXISTS settings');
    await engine.command('CREATE TABLE IF NOT EXISTS settings.seen (value UInt64) ENGINE = MergeTree ORDER BY value');
    const with7 = { settings: { max_threads: 7 } };
    const record = "INSERT INTO settings.seen SELECT toUInt64(getSetting('max_threads'))";
    await engine.command(record, {}, with7);
    await expect(engine.command('ALTER TABLE settings.none DROP COLUMN x', {}, with7)).rejects.toThrow();
    for (let i = 0; i < 8; i++) await engine.command(record);
    const rows = await engine.query<{ value: number }>('SELECT value FROM settings.seen');
    expect(rows.filter(({ value }) => value === 7)).toHaveLength(1);
  });
});
