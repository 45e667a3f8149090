/**
 * Reading: what the dashboard asks, over calls of 30 days in the embedded engine, with roll-ups sealed and days compacted by
 * the production code. `npm run bench:query [-- --calls 20000000 --runs 30 --data <folder> --only overview]`; a folder that is
 * given is kept and used again, `only` takes the questions that have this in their name. `first` is the first answer after the
 * engine has started; the rest is warm. The end of every range moves on with the clock, so no answer is a repetition.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nowMicros } from '../server/src/lib/clock.ts';
import { createLog } from '../server/src/lib/log.ts';
import { callSearchSchema, metricQuerySchema } from '../server/src/model/query.ts';
import type { Indicator } from '../server/src/model/slo.ts';
import { searchCalls } from '../server/src/pipeline/query/calls.ts';
import { Courses } from '../server/src/pipeline/query/courses.ts';
import { whatDiffers } from '../server/src/pipeline/query/differs.ts';
import { errorGroups } from '../server/src/pipeline/query/error-groups.ts';
import { errorCourse } from '../server/src/pipeline/query/errors.ts';
import { facets } from '../server/src/pipeline/query/facets.ts';
import { heatmap } from '../server/src/pipeline/query/heatmap.ts';
import { load } from '../server/src/pipeline/query/load.ts';
import { Rankings } from '../server/src/pipeline/query/rankings.ts';
import { rateLimits } from '../server/src/pipeline/query/rate-limits.ts';
import { runQueries, runQuery } from '../server/src/pipeline/query/run.ts';
import { createGoals } from '../server/src/pipeline/query/slo/goals.ts';
import { readTrace } from '../server/src/pipeline/query/trace.ts';
import { fieldValues } from '../server/src/pipeline/query/values.ts';
import { startChdb } from '../server/src/pipeline/store/chdb/engine.ts';
import { compactDays, compactRollups } from '../server/src/pipeline/store/compact.ts';
import { GRAINS } from '../server/src/pipeline/store/cubes.ts';
import type { Engine } from '../server/src/pipeline/store/engine.ts';
import { RollupState } from '../server/src/pipeline/store/rollup-state.ts';
import { Rollups } from '../server/src/pipeline/store/rollups.ts';
import { migrate } from '../server/src/pipeline/store/schema.ts';
import { removeFolder, temporaryFolder } from '../test/server.ts';
import { BREAKDOWN, COURSES, TOTALS } from '../web/src/screens/overview/measures.ts';
import { smallStep } from '../web/src/time.ts';
import { DAYS, fill, fillTrace, PROJECT } from './query-data.ts';

const { values: flags } = parseArgs({
  options: {
    calls: { type: 'string', default: '20000000' },
    runs: { type: 'string', default: '30' },
    data: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const CALLS = Number(flags.calls);
const RUNS = Number(flags.runs);
const MEMORY = 2 * 1024 ** 3;

const folder = flags.data ?? temporaryFolder();
/** Written when the data is complete. */
const filled = join(folder, 'filled');
const open = (): Promise<Engine> =>
  startChdb({ directory: join(folder, 'engine'), memoryBytes: MEMORY, log: createLog('warn') });

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

async function prepare(): Promise<void> {
  const engine = await open();
  const now = nowMicros();
  await migrate(engine, { retentionDays: 90, rollupRetentionDays: 400 });
  await timed(`filled with ${CALLS.toLocaleString('en')} calls`, () => fill(engine, CALLS, now));
  await fillTrace(engine, 'trace-50', 50, now);
  await fillTrace(engine, 'trace-10000', 10_000, now);
  const state = new RollupState({ engine });
  await state.open();
  const minutes = new Set<number>();
  for (let time = now - DAYS * GRAINS.day; time <= now; time += GRAINS.minute)
    minutes.add(Math.floor(time / GRAINS.minute) * GRAINS.minute);
  await state.mark(new Map([PROJECT, 'neighbour'].map((project) => [project, minutes])));
  const rollups = new Rollups({ engine, state, retentionDays: 90, quietMs: 0 });
  await timed('roll-ups sealed', async () => {
    while ((await rollups.sealEnded(nowMicros())) > 0);
  });
  await timed('days compacted', async () => {
    while ((await compactDays(engine, { now: nowMicros(), quietSeconds: 0 })).length > 0);
    while ((await compactRollups(engine, { now: nowMicros(), quietSeconds: 0 })).length > 0);
  });
  console.table(
    await engine.query(
      'SELECT table, sum(rows) AS rows, count() AS parts, round(sum(bytes_on_disk) / 1048576) AS MiB FROM system.parts ' +
        "WHERE database = 'telltale' AND active GROUP BY table ORDER BY table",
    ),
  );
  await engine.close();
  writeFileSync(filled, String(CALLS));
}

/** What a server keeps while it runs. */
interface Kept {
  engine: Engine;
  state: RollupState;
  courses: Courses;
  rankings: Rankings;
}

type Job = (kept: Kept, now: number) => Promise<unknown>;

const contextOf = ({ engine, state, ...memory }: Kept, now: number) => {
  const sealedBuckets: RollupState['sealed'] = (...args) => state.sealed(...args);
  return { ...memory, engine, sealedBuckets, project: PROJECT, now };
};

const metrics =
  (query: object): Job =>
  (kept, now) =>
    runQuery(contextOf(kept, now), metricQuerySchema.parse(query));

/** True of every call, and known to no roll-up: the same numbers, from rows. */
const FROM_ROWS = [{ field: 'service', op: 'ne', value: 'nobody' }];

/** Prompts whose course the overview draws. */
const DRAWN = 8;
/** Everything the Overview asks, as a browser does: totals and tables by one request, lines and the small lines of prompts by others. */
const overview = (from: string, filter: object[] = []): Job => {
  const view = { range: { from }, compare: 'previous', filter };
  const groups = { ...view, metrics: BREAKDOWN, order_by: '-calls', limit: 200 };
  const tables = [
    { ...view, metrics: TOTALS },
    { ...groups, group_by: ['prompt'] },
    { ...groups, group_by: ['model'] },
  ];
  const { compare: _, ...alone } = view;
  const lines = [
    metrics({ ...view, metrics: COURSES, interval: 'auto' }),
    metrics({
      ...alone,
      metrics: ['latency_p95'],
      group_by: ['prompt'],
      interval: smallStep({ from, to: 'now' }),
      order_by: '-calls',
      limit: DRAWN,
    }),
  ];
  const queries = tables.map((query) => metricQuerySchema.parse(query));
  return async (kept, now) => {
    const page = runQueries(contextOf(kept, now), queries);
    const [settled] = await Promise.all([page, ...lines.map((one) => one(kept, now))]);
    for (const one of settled) if (one.status === 'rejected') throw one.reason;
  };
};

const search =
  (query: object): Job =>
  ({ engine }, now) =>
    searchCalls({ engine, project: PROJECT, now }, callSearchSchema.parse(query));
const values =
  (field: string): Job =>
  ({ engine }, now) =>
    fieldValues(
      { engine, project: PROJECT, now },
      { field, filter: [], range: { from: 'now-30d', to: 'now' }, limit: 100 },
    );

/** The values the explorer shows at first, by one reading. */
const openFacets =
  (from: string): Job =>
  ({ engine }, now) =>
    facets(
      { engine, project: PROJECT, now },
      {
        fields: ['status', 'prompt', 'model', 'provider', 'environment'],
        filter: [],
        range: { from, to: 'now' },
        limit: 10,
      },
    );

const differs =
  (from: string, selection: { field: string; op: 'eq' | 'gte'; value: string | number }[]): Job =>
  ({ engine }, now) =>
    whatDiffers({ engine, project: PROJECT, now }, { range: { from, to: 'now' }, filter: [], selection, limit: 60 });
/** A picture of the reliability page. */
const picture =
  <Q extends object, A>(
    make: (context: { engine: Engine; project: string; now: number }, query: Q & View) => A,
    from: string,
    query: Q,
  ) =>
  ({ engine }: Kept, now: number): A =>
    make({ engine, project: PROJECT, now }, { range: { from, to: 'now' }, filter: [], ...query });
interface View {
  range: { from: string; to: string };
  filter: never[];
}
/** How goals stand: the first look counts every hour of the window and the one before, the others what is not sealed. */
const standing = (...indicators: Indicator[]): Job => {
  const goals = createGoals(DAYS);
  const definitions = indicators.map((indicator) => ({ indicator, filter: [], objective: 99, window_days: DAYS }));
  return (kept, now) => goals.statuses(contextOf(kept, now), definitions);
};

const auto = { interval: 'auto' };
const duration = { ...auto, measure: 'duration_ms' as const };
const failed = [{ field: 'status', op: 'eq' as const, value: 'error' }];

const month = { range: { from: 'now-30d' } };
const day = { range: { from: 'now-24h' } };
const user = [{ field: 'user', op: 'eq', value: 'user-3' }];
const breakdown = { metrics: BREAKDOWN, order_by: '-calls', limit: 200 };
const JOBS: Record<string, Job> = {
  'overview 24 h': overview('now-24h'),
  'overview 7 d': overview('now-7d'),
  'overview 30 d': overview('now-30d'),
  'overview 24 h from rows': overview('now-24h', FROM_ROWS),
  '30 d by prompt': metrics({ ...month, ...breakdown, group_by: ['prompt'] }),
  '30 d by prompt from rows': metrics({ ...month, ...breakdown, group_by: ['prompt'], filter: FROM_ROWS }),
  '30 d by model': metrics({ ...month, ...breakdown, group_by: ['model'] }),
  '30 d by model from rows': metrics({ ...month, ...breakdown, group_by: ['model'], filter: FROM_ROWS }),
  '30 d by prompt, over time': metrics({
    ...month,
    metrics: ['calls'],
    group_by: ['prompt'],
    interval: 'auto',
    limit: 8,
  }),
  '24 h of a user, by hour': metrics({ ...day, metrics: COURSES, interval: '1h', filter: user }),
  '30 d users': metrics({ ...month, metrics: ['users'] }),
  'calls, first page of 30 d': search(month),
  'calls of a user, 30 d': search({ ...month, filter: user }),
  'errors, slowest first, 24 h': search({
    ...day,
    order_by: '-duration_ms',
    filter: [{ field: 'status', op: 'eq', value: 'error' }],
  }),
  'full text, rare word, 30 d': search({ ...month, text: 'zanzibar' }),
  'full text, two common words, 30 d': search({ ...month, text: 'refund invoice' }),
  'trace of 50 spans': ({ engine }) => readTrace({ engine, project: PROJECT }, 'trace-50'),
  'trace of 10,000 spans, first page': ({ engine }) => readTrace({ engine, project: PROJECT }, 'trace-10000'),
  'values of model, 30 d': values('model'),
  'values of user, 30 d': values('user'),
  'facets: five fields, 24 h': openFacets('now-24h'),
  'facets: five fields, 30 d': openFacets('now-30d'),
  'what differs, 24 h': differs('now-24h', failed),
  'what differs, 30 d': differs('now-30d', failed),
  'what differs, 30 d: a rare user': differs('now-30d', [{ field: 'user', op: 'eq', value: 'user-9000' }]),
  'what differs, 30 d: the slow ones': differs('now-30d', [{ field: 'duration_ms', op: 'gte', value: 5000 }]),
  'heat map, 24 h': picture(heatmap, 'now-24h', duration),
  'heat map, 30 d': picture(heatmap, 'now-30d', duration),
  'errors over time, 30 d': picture(errorCourse, 'now-30d', auto),
  'texts of errors, 30 d': picture(errorGroups, 'now-30d', { limit: 20 }),
  'latency under load, 24 h': picture(load, 'now-24h', {}),
  'latency under load, 30 d': picture(load, 'now-30d', {}),
  'rate limits, 30 d': picture(rateLimits, 'now-30d', {}),
  'three goals over 30 d': standing(
    { type: 'availability' },
    { type: 'latency', below: 5000 },
    { type: 'ttft', below: 2000 },
  ),
};

const quantile = (sorted: readonly number[], q: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0) * 10) / 10;

async function measure(): Promise<void> {
  const table: Record<string, Record<string, number>> = {};
  let engine = await open();
  for (const [name, job] of Object.entries(JOBS)) {
    if (!name.includes(flags.only)) continue;
    // A new process: caches of the engine are empty, the operating system's are not.
    await engine.close();
    engine = await open();
    const state = new RollupState({ engine });
    await state.open();
    const memory = { courses: new Courses(), rankings: new Rankings() };
    const took: number[] = [];
    const budget = performance.now() + 20_000;
    for (let i = 0; i < RUNS + 3 && (performance.now() < budget || i < 5); i++) {
      const begun = performance.now();
      await job({ engine, state, ...memory }, nowMicros());
      took.push(performance.now() - begun);
    }
    const warm = took.slice(3).sort((a, b) => a - b);
    table[name] = {
      'first ms': quantile(took.slice(0, 1), 0),
      'p50 ms': quantile(warm, 0.5),
      'p95 ms': quantile(warm, 0.95),
      runs: warm.length,
    };
  }
  await engine.close();
  console.table(table);
  const ratio = (rows: string, rollup: string): string =>
    `${((table[rows]?.['p50 ms'] ?? 0) / (table[rollup]?.['p50 ms'] ?? 1)).toFixed(0)}× ${rollup}`;
  if (flags.only) return;
  console.log(
    'roll-ups against rows:',
    ['overview 24 h', '30 d by prompt', '30 d by model'].map((name) => ratio(`${name} from rows`, name)).join(', '),
  );
}

console.log(`${cpus().length} cores, ${cpus()[0]?.model}, load ${loadavg().map((load) => load.toFixed(1))}`);
if (!existsSync(filled)) await prepare();
await measure();
if (!flags.data) removeFolder(folder);
