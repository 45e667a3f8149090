import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Part } from '../../model/part.ts';
import type { Score } from '../../model/score.ts';
import type { Span } from '../../model/span.ts';
import { RowWriter } from '../journal/row-writer.ts';
import { encodePart, encodeScore, encodeSpan } from '../journal/rowbinary.ts';
import type { TableName } from '../journal/tables.ts';
import { compactDays, compactRollups } from './compact.ts';
import { GRAINS } from './cubes.ts';
import type { Engine } from './engine.ts';
import { dropExpired } from './retention.ts';
import { migrate } from './schema.ts';
import { SIDES, startTestEngine } from './testing/engines.ts';
import { makePart, makeScore, makeSpan } from './testing/span.ts';

const { day: DAY, minute: MINUTE } = GRAINS;
const TODAY = Math.floor(Date.now() / 86_400_000) * DAY;
/** Longer than what is dropped below, so that the engine's own TTL does not get there first. */
const RETENTION = { retentionDays: 400, rollupRetentionDays: 400 };
const partition = (time: number): string => new Date(time / 1000).toISOString().slice(0, 10).replaceAll('-', '');

describe.each(SIDES)('upkeep on the %s engine', (side) => {
  let engine: Engine;
  let folder: string;
  let loads = 0;
  beforeAll(async () => {
    engine = await startTestEngine(side);
    await migrate(engine, RETENTION);
    folder = mkdtempSync(join(tmpdir(), 'telltale-upkeep-'));
  }, 60_000);
  afterAll(async () => {
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function load<Row>(
    table: TableName,
    encode: (writer: RowWriter, row: Row) => void,
    rows: Row[],
  ): Promise<void> {
    const writer = new RowWriter();
    for (const row of rows) encode(writer, row);
    const path = join(folder, `${++loads}.rows`);
    writeFileSync(path, writer.bytes());
    await engine.load(table, path, `load-${side}-${loads}`);
  }
  const spans = (...rows: Partial<Span>[]): Promise<void> => load('spans', encodeSpan, rows.map(makeSpan));
  const scores = (...rows: Partial<Score>[]): Promise<void> => load('scores', encodeScore, rows.map(makeScore));
  const parts = (...rows: Partial<Part>[]): Promise<void> => load('parts', encodePart, rows.map(makePart));

  const partsOf = async (day: number): Promise<number> => {
    const [row] = await engine.query<{ n: number }>(
      "SELECT count() AS n FROM system.parts WHERE database = 'telltale' AND table = 'spans' AND active AND partition_id = {id:String}",
      { id: partition(day) },
    );
    return row?.n ?? 0;
  };
  /** Parts of a day that a search for a word nobody wrote still reads, by the plan. */
  const searched = async (day: number): Promise<number> => {
    const lines = await engine.query<{ explain: string }>(
      "EXPLAIN indexes = 1 SELECT count() FROM telltale.spans WHERE project = 'words' AND time >= {from:DateTime64(6)} " +
        "AND time < {to:DateTime64(6)} AND hasToken(lower(input), 'nobody')",
      { from: day, to: day + DAY },
    );
    const plan = lines.map(({ explain }) => explain).join('\n');
    return Number(/Name: input_words[\s\S]*?Parts: (\d+)\/\d+/.exec(plan)?.[1]);
  };
  const found = async (): Promise<number> => {
    const [row] = await engine.query<{ n: number }>(
      "SELECT count() AS n FROM telltale.spans FINAL WHERE project = 'words' AND hasToken(lower(input), 'needle')",
    );
    return row?.n ?? 0;
  };
  const now = TODAY + 12 * GRAINS.hour;
  const compact = (quietSeconds = 0): Promise<string[]> => compactDays(engine, { now, quietSeconds });

  test('makes one part of each day that is over, with indexes of words that searches use, again after late rows', async () => {
    const yesterday = TODAY - DAY;
    const word = (day: number, i: number): Partial<Span> => ({
      project: 'words',
      span_id: `${day}-${i}`,
      time: day + i * MINUTE,
      input: i === 7 ? 'a Needle, here' : `hay ${i}`,
    });
    const rows = (day: number, from: number, to: number): Partial<Span>[] =>
      Array.from({ length: to - from }, (_, i) => word(day, from + i));
    await spans(...rows(yesterday, 0, 5));
    await spans(...rows(yesterday, 5, 10));
    await spans(...rows(TODAY, 0, 5));
    await spans(...rows(TODAY - 2 * DAY, 0, 3));
    expect(await compact(3600), 'not while rows still come').toEqual([]);
    expect(await searched(yesterday)).toBe(await partsOf(yesterday));
    expect((await compact()).sort()).toEqual([partition(TODAY - 2 * DAY), partition(yesterday)].sort());
    expect(await partsOf(yesterday)).toBe(1);
    expect(await searched(yesterday)).toBe(0);
    expect(await found()).toBe(1);
    expect(await compact(), 'what is done stays done').toEqual([]);

    await spans({ ...word(yesterday, 7), input: 'changed', version: 2 }, { ...word(yesterday, 20), input: 'needle' });
    expect(await found(), 'late rows are found before they are indexed').toBe(1);
    expect(await compact()).toEqual([partition(yesterday)]);
    expect(await partsOf(yesterday)).toBe(1);
    expect(await searched(yesterday)).toBe(0);
    expect(await found()).toBe(1);
    expect(await compact()).toEqual([]);
  }, 60_000);

  test('packs a day that is over tightly, be it of one part', async () => {
    const day = TODAY - 4 * DAY;
    const state = async (): Promise<unknown> => {
      const [row] = await engine.query(
        'SELECT default_compression_codec AS codec FROM system.parts ' +
          "WHERE database = 'telltale' AND table = 'spans' AND active AND partition_id = {id:String}",
        { id: partition(day) },
      );
      return row;
    };
    await spans({ project: 'tight', time: day });
    await compact();
    expect(await state()).toEqual({ codec: 'ZSTD(1)' });
  });

  test('makes one part of each day, week and month of roll-ups that is over, and leaves the present one alone', async () => {
    const put = (grain: string, bucket: number, cube: string): Promise<unknown> =>
      engine.command(
        'INSERT INTO telltale.rollups (project, grain, cube, bucket, version) VALUES ' +
          "({project:String}, {grain:String}, {cube:String}, toDateTime({bucket:UInt32}, 'UTC'), 1)",
        { project: 'rolled', grain, cube, bucket: bucket / 1_000_000 },
      );
    const longAgo = TODAY - 70 * DAY;
    // 1970 began on a Thursday.
    const monday = Math.floor((TODAY / DAY + 3) / 7) * 7 * DAY - 3 * DAY;
    for (const cube of ['overall', 'prompt']) {
      await put('minute', TODAY - DAY, cube);
      await put('minute', TODAY, cube);
      await put('quarter_hour', monday - DAY, cube);
      await put('quarter_hour', monday, cube);
      await put('hour', longAgo, cube);
      await put('hour', TODAY, cube);
    }
    const rollups = (quietSeconds = 0) => compactRollups(engine, { now, quietSeconds });
    expect(await rollups(3600), 'not while rows still come').toEqual([]);
    expect((await rollups()).sort()).toEqual(
      [
        `('month',${partition(longAgo).slice(0, 6)})`,
        `('week',${partition(monday - 7 * DAY)})`,
        `('day',${partition(TODAY - DAY)})`,
      ].sort(),
    );
    expect(await rollups(), 'what is done stays done').toEqual([]);
    const [kept] = await engine.query("SELECT count() AS rows FROM telltale.rollups WHERE project = 'rolled'");
    expect(kept).toEqual({ rows: 12 });
  });

  test('stops between days when told to', async () => {
    const stop = new AbortController();
    stop.abort();
    await spans({ project: 'stop', time: TODAY - 5 * DAY }, { project: 'stop', time: TODAY - 6 * DAY });
    expect(await compactDays(engine, { now, quietSeconds: 0, signal: stop.signal })).toEqual([]);
  });

  test('drops what was received before retention, and nothing else', async () => {
    const old = now - 93 * DAY;
    const edge = now - 91 * DAY;
    await spans(
      { project: 'r', span_id: 'old', time: old, received: old },
      { project: 'r', span_id: 'late', time: old - 3 * DAY, received: now },
      { project: 'r', span_id: 'edge', time: edge, received: edge },
      { project: 'r', span_id: 'new', time: now, received: now },
    );
    await parts({ project: 'r', id: 'old', time: old, received: old }, { project: 'r', id: 'new', received: now });
    await scores(
      { project: 'r', id: 'old', time: old, received: old - DAY },
      { project: 'r', id: 'new', time: old, received: now },
    );
    expect((await dropExpired(engine, 90, now)).sort()).toEqual(
      [`spans/${partition(old)}`, `parts/${partition(old)}`, 'scores'].sort(),
    );
    const left = async (table: string, column: string): Promise<string[]> => {
      const all = await engine.query<{ id: string }>(
        `SELECT ${column} AS id FROM telltale.${table} WHERE project = 'r' ORDER BY id`,
      );
      return all.map(({ id }) => id);
    };
    expect(await left('spans', 'span_id')).toEqual(['edge', 'late', 'new']);
    expect(await left('parts', 'id')).toEqual(['new']);
    expect(await left('scores', 'id')).toEqual(['new']);
    expect(await dropExpired(engine, 90, now)).toEqual([]);
  });

  test('a shorter retention drops what was written under a longer one', async () => {
    await spans({ project: 's', span_id: 'month', time: now - 33 * DAY, received: now - 33 * DAY });
    await migrate(engine, { retentionDays: 30, rollupRetentionDays: 100 });
    expect(await dropExpired(engine, 30, now)).toContain(`spans/${partition(now - 33 * DAY)}`);
    const [{ full } = { full: '' }] = await engine.query<{ full: string }>(
      "SELECT engine_full AS full FROM system.tables WHERE database = 'telltale' AND name = 'spans'",
    );
    expect(full).toContain('toIntervalDay(32)');
    await migrate(engine, RETENTION);
    const asked: string[] = [];
    const listening: Engine = {
      ...engine,
      command: (sql, ...rest) => {
        asked.push(sql);
        return engine.command(sql, ...rest);
      },
    };
    await migrate(listening, RETENTION);
    expect(
      asked.filter((sql) => sql.startsWith('ALTER')),
      'what is so already is left alone',
    ).toEqual([]);
  });

  test('whole parts past their TTL go by themselves', async () => {
    await parts({ project: 'ttl', id: 'old', received: now - 450 * DAY }, { project: 'ttl', id: 'new', received: now });
    await engine.command(`OPTIMIZE TABLE telltale.parts PARTITION ID '${partition(now - 450 * DAY)}' FINAL`);
    expect(await engine.query("SELECT id FROM telltale.parts WHERE project = 'ttl'")).toEqual([{ id: 'new' }]);
  });
});
