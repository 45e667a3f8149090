import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../lib/log.ts';
import type { Span } from '../../model/span.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { CUBES, GRAIN_NAMES, GRAINS, type Grain } from './cubes.ts';
import type { Engine } from './engine.ts';
import { Loader } from './loader.ts';
import { MEASURES } from './measures.ts';
import { RollupState } from './rollup-state.ts';
import { Rollups } from './rollups.ts';
import { migrate } from './schema.ts';
import { SIDES, startTestEngine } from './testing/engines.ts';
import { makeSpan } from './testing/span.ts';

const DAY = Math.floor(Date.now() / 86_400_000) * GRAINS.day - GRAINS.day;
const log = createLog('silent');
const NAMES = Object.keys(MEASURES) as (keyof typeof MEASURES)[];

/** What the merged states of a cube say, by group. */
const outer = (inner: string): string =>
  `SELECT environment, prompt, prompt_version, provider, model, ${NAMES.map((name) => {
    const merged = MEASURES[name].merge(`m_${name}`);
    return `${MEASURES[name].type.startsWith('Agg') ? `finalizeAggregation(${merged})` : merged} AS r_${name}`;
  }).join(', ')} FROM (${inner}) GROUP BY ALL ORDER BY ALL`;

const step = (max: number) => fc.integer({ min: 0, max });
const spanArbitrary = fc.record({
  id: step(30),
  minute: fc.constantFrom(0, 1, 59, 60, 61, 125, 1439),
  second: step(59),
  model: fc.constantFrom('a', 'b'),
  prompt: fc.constantFrom('', 'p'),
  environment: fc.constantFrom('default', 'prod'),
  status: fc.constantFrom('ok', 'error'),
  http_status: fc.constantFrom(null, 200, 429, 503),
  duration_ms: fc.integer({ min: 0, max: 5_000_000 }).map((us) => us / 1000),
  ttft_ms: fc.option(fc.integer({ min: 0, max: 1_000_000 }).map((us) => us / 1000)),
  output_tokens: fc.option(step(1000)),
  input_tokens: fc.option(step(1000)),
  cost: fc.option(fc.integer({ min: 0, max: 10 ** 12 })),
  is_call: fc.boolean(),
  deleted: fc.boolean(),
});

describe.each(SIDES)('roll-ups on the %s engine', (side) => {
  let engine: Engine;
  let folder: string;
  let journal: Journal;
  let loader: Loader;
  let state: RollupState;
  let rollups: Rollups;
  let version = 1;

  beforeAll(async () => {
    engine = await startTestEngine(side);
    await migrate(engine, { retentionDays: 90, rollupRetentionDays: 400 });
    folder = mkdtempSync(join(tmpdir(), 'telltale-rollups-'));
    state = new RollupState({ engine, shared: side === 'embedded' ? undefined : { staleMs: 0, skewMs: 0 } });
    await state.open();
    journal = await openJournal(folder, { maxBacklogBytes: 1e9, log, onSealed: (segment) => loader.push(segment) });
    loader = new Loader({ journal, engine, state, log, onLoaded: () => {} });
    rollups = new Rollups({ engine, state, retentionDays: 90, quietMs: 0 });
  }, 60_000);
  afterAll(async () => {
    await journal?.close();
    await loader?.close();
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function load(spans: Span[]): Promise<void> {
    await journal.append({ spans, scores: [], parts: [] });
    await journal.seal();
    await loader.idle();
  }
  /** Long after everything ended. */
  const seal = (): Promise<number> => rollups.sealEnded(Date.now() * 1000 + 2 * GRAINS.day);

  async function fromRollups(project: string, grain: Grain, cube: keyof typeof CUBES): Promise<unknown[]> {
    const { sealed, open } = await state.sealed(project, grain, DAY, DAY + GRAINS.day, true);
    expect(open).toEqual([]);
    const rows = `SELECT * FROM telltale.rollups WHERE project = {project:String} AND grain = '${grain}' AND cube = {cube:String} AND version IN {versions:Array(UInt64)}`;
    return engine.query(outer(rows), { project, cube, versions: sealed.map((bucket) => bucket.version) });
  }

  async function fromRows(project: string, cube: keyof typeof CUBES): Promise<unknown[]> {
    const fields = CUBES.wide.map((field) =>
      (CUBES[cube] as readonly string[]).includes(field) ? field : `'' AS ${field}`,
    );
    const measures = NAMES.map((name) => `${MEASURES[name].raw} AS m_${name}`);
    const grouped = `SELECT ${fields.join(', ')}, ${measures.join(', ')} FROM (SELECT * FROM telltale.spans FINAL WHERE project = {project:String} AND is_call = 1)`;
    const by = CUBES[cube].length ? `GROUP BY ${CUBES[cube].join(', ')}` : 'HAVING count() > 0';
    return engine.query(outer(`${grouped} ${by}`), { project });
  }

  test('every grain and cube says what the rows say, however rows arrive, repeat and change', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(spanArbitrary, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 3 }),
        async (batches) => {
          const project = `p${run++}`;
          for (const batch of batches) {
            await load(
              batch.map(({ id, minute, second, ...rest }) =>
                makeSpan({
                  ...rest,
                  project,
                  span_id: `s${id}`,
                  time: DAY + minute * 60_000_000 + second * 1_000_000,
                  version: version++,
                }),
              ),
            );
            await seal();
          }
          for (const grain of GRAIN_NAMES) {
            for (const cube of Object.keys(CUBES) as (keyof typeof CUBES)[]) {
              expect(await fromRollups(project, grain, cube), `${grain} ${cube}`).toEqual(
                await fromRows(project, cube),
              );
            }
          }
        },
      ),
      { numRuns: side === 'embedded' ? 5 : 2 },
    );
  }, 120_000);

  test('opens a sealed bucket when late rows come, and seals it again with them', async () => {
    const time = DAY + GRAINS.hour;
    await load([makeSpan({ project: 'late', span_id: 'a', time, version: version++ })]);
    expect((await state.sealed('late', 'hour', DAY, DAY + GRAINS.day)).open).toEqual([
      { from: time, to: time + GRAINS.hour },
    ]);
    await seal();
    expect((await state.sealed('late', 'hour', DAY, DAY + GRAINS.day, true)).sealed).toHaveLength(1);
    await load([makeSpan({ project: 'late', span_id: 'b', time, version: version++ })]);
    expect((await state.sealed('late', 'hour', DAY, DAY + GRAINS.day, true)).open).toHaveLength(1);
    await seal();
    expect(await fromRollups('late', 'hour', 'environment')).toMatchObject([{ r_n: 2 }]);
  });

  test('leaves no group behind that a recomputation no longer has', async () => {
    const time = DAY + 2 * GRAINS.hour;
    await load([makeSpan({ project: 'gone', span_id: 'a', model: 'old', time, version: version++ })]);
    await seal();
    await load([makeSpan({ project: 'gone', span_id: 'a', model: 'new', time, version: version++ })]);
    await seal();
    expect(await fromRollups('gone', 'hour', 'model')).toMatchObject([{ model: 'new', r_n: 1 }]);
  });

  test('rows that arrive while a bucket is recomputed leave it open', async () => {
    const time = DAY + 3 * GRAINS.hour;
    await load([makeSpan({ project: 'race', span_id: 'a', time, version: version++ })]);
    const bucket = { project: 'race', grain: 'hour' as const, bucket: time };
    const base = state.beginSeal([bucket]);
    await load([makeSpan({ project: 'race', span_id: 'b', time, version: version++ })]);
    await state.seal([bucket], base);
    state.endSeal([bucket]);
    expect((await state.sealed('race', 'hour', DAY, DAY + GRAINS.day, true)).sealed).toEqual([]);
  });

  test('a restart knows what was sealed and what was not', async () => {
    const again = new RollupState({ engine });
    await again.open();
    expect((await again.sealed('gone', 'hour', DAY, DAY + GRAINS.day)).sealed).toHaveLength(1);
    expect((await again.sealed('race', 'hour', DAY, DAY + GRAINS.day)).open).toHaveLength(1);
  });
});
