import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nowMicros } from '../../lib/clock.ts';
import { metricQuerySchema } from '../../model/query.ts';
import type { Span } from '../../model/span.ts';
import { GRAINS } from '../store/cubes.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeSpan } from '../store/testing/span.ts';
import { METRICS } from './catalogue.ts';
import { Courses } from './courses.ts';
import { isDistinct } from './metrics/distinct.ts';
import { runQueries, runQuery } from './run.ts';
import { openTestStore, type TestStore } from './testing.ts';
import { formatTime } from './time.ts';

const DAY = Math.floor(Date.now() / 86_400_000) * GRAINS.day - 2 * GRAINS.day;
/** What roll-ups can answer. */
const ROLLED = METRICS.filter(({ needs }) => !needs.some(isDistinct)).map(({ id }) => id);
/** Always true, and no roll-up knows the field: the same question, answered from rows. */
const FROM_ROWS = { field: 'service', op: 'ne', value: 'nobody' };

const step = (max: number) => fc.integer({ min: 0, max });
const ms = (max: number) => step(max).map((micros) => micros / 1000);
const version = fc.record({
  id: step(12),
  minute: fc.constantFrom(0, 1, 59, 60, 125, 1439, 1440, 1500),
  second: step(59),
  model: fc.constantFrom('', 'a', 'b'),
  provider: fc.constantFrom('x', 'y'),
  prompt: fc.constantFrom('', 'p', 'q'),
  environment: fc.constantFrom('default', 'prod'),
  status: fc.constantFrom('ok', 'error'),
  http_status: fc.constantFrom(null, 200, 408, 429, 503),
  error_type: fc.constantFrom('', 'RateLimitError', 'ECONNRESET', 'TimeoutError', '500'),
  duration_ms: ms(90_000_000),
  ttft_ms: fc.option(ms(5_000_000)),
  input_tokens: fc.option(step(2 ** 31)),
  output_tokens: fc.option(step(2000)),
  cached_tokens: fc.option(step(2000)),
  reasoning_tokens: fc.option(step(2000)),
  cost: fc.option(step(10 ** 15)),
  is_call: fc.boolean(),
  deleted: fc.constantFrom(false, false, false, true),
});

const SECOND_DAY = { range: { from: formatTime(DAY + GRAINS.day), to: formatTime(DAY + 2 * GRAINS.day) } };
const QUESTIONS = [
  { ...SECOND_DAY, compare: 'previous' },
  { ...SECOND_DAY, compare: 'previous', group_by: ['model'], limit: 1, order_by: '-latency_avg' },
  { ...SECOND_DAY, compare: 'previous', group_by: ['prompt'], interval: '6h' },
  // These share a statement: a page's tables, cut or not, and its totals.
  { ...SECOND_DAY, compare: 'previous', group_by: ['prompt'], limit: 1, order_by: '-calls' },
  { ...SECOND_DAY, compare: 'previous', group_by: ['model'], limit: 1, order_by: '-calls' },
  { group_by: ['prompt'], order_by: '-cost' },
  { group_by: ['model', 'provider'], order_by: '-cost' },
  { group_by: ['environment'], order_by: '-cost' },
  {},
  { group_by: ['prompt', 'model'] },
  { group_by: ['environment'], interval: '1h' },
  { group_by: ['model', 'provider'], interval: '1d', limit: 2, order_by: '-cost' },
  { interval: '15m' },
  { interval: '12h', group_by: ['prompt_version'], filter: [{ field: 'model', op: 'in', value: ['a', ''] }] },
  { filter: [{ field: 'prompt', op: 'exists', value: true }], order_by: '-latency_p95', group_by: ['prompt'] },
];

describe.each(SIDES)('on the %s engine', (side) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
  }, 60_000);
  afterAll(() => store?.close());

  interface Asked {
    interval?: string;
    filter?: object[];
  }
  const parse = (query: Asked) => {
    // Series begin within a minute, so that some of it is always read from rows.
    const from = formatTime(query.interval ? DAY + 30_000_000 : DAY);
    const range = { from, to: formatTime(DAY + 2 * GRAINS.day) };
    return metricQuerySchema.parse({ range, metrics: ROLLED, ...query });
  };
  const courses = new Courses();
  const context = (project: string) => ({ ...store, project, courses, now: nowMicros() });
  const ask = (project: string, query: Asked) => runQuery(context(project), parse(query));
  const page = async (project: string, queries: Asked[]) => {
    const settled = await runQueries(context(project), queries.map(parse));
    return settled.map((one) => (one.status === 'fulfilled' ? one.value : expect.unreachable(String(one.reason))));
  };

  test('roll-ups and rows agree, in whatever order, portions, repetitions and versions rows arrive', async () => {
    let run = 0;
    const answered = { rollup: 0, mixed: 0 };
    const property = fc.asyncProperty(
      fc.array(version, { minLength: 10, maxLength: 40 }),
      fc.array(step(39), { maxLength: 20 }),
      fc.array(step(2), { minLength: 60, maxLength: 60 }),
      fc.infiniteStream(fc.nat()),
      async (versions, repeated, portions, order) => {
        const project = `p${run++}`;
        const spans = versions.map(({ id, minute, second, ...rest }, i) => {
          const time = DAY + minute * GRAINS.minute + second * 1_000_000;
          return makeSpan({ ...rest, project, span_id: `s${id}`, time, version: i + 1 });
        });
        const sent = [...spans, ...repeated.flatMap((i) => spans[i] ?? [])]
          .map((span, i) => ({ span, portion: portions[i] ?? 0, key: order.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key);
        for (const portion of [0, 1, 2]) {
          const rows: Span[] = sent.filter((one) => one.portion === portion).map(({ span }) => span);
          if (rows.length) await store.load({ spans: rows });
          if (portion === 0) await store.seal();
        }
        // First with late rows not yet in the roll-ups, then with all sealed.
        for (const sealed of [false, true]) {
          if (sealed) await store.seal();
          const answers = await page(project, QUESTIONS);
          // Partly from memory, which later portions make stale.
          const again = await page(project, QUESTIONS);
          await Promise.all(
            QUESTIONS.map(async (question: Asked, i) => {
              const kept = answers[i]!;
              const raw = await ask(project, { ...question, filter: [...(question.filter ?? []), FROM_ROWS] });
              if (kept.rows.length && kept.meta.source !== 'raw') answered[kept.meta.source]++;
              if (raw.rows[0]?.n) expect(raw.meta.source).toBe('raw');
              expect(kept.rows, JSON.stringify(question)).toEqual(raw.rows);
              expect(kept.compare, JSON.stringify(question)).toEqual(raw.compare);
              expect(again[i]!.rows, JSON.stringify(question)).toEqual(raw.rows);
              expect(again[i]!.compare, JSON.stringify(question)).toEqual(raw.compare);
            }),
          );
        }
      },
    );
    await fc.assert(property, { numRuns: side === 'embedded' ? 6 : 2, endOnFailure: true });
    expect(answered.rollup).toBeGreaterThan(0);
    expect(answered.mixed).toBeGreaterThan(0);
  }, 180_000);

  test('percentiles lie within 2 % of the exact ones', async () => {
    const random = fc.sample(fc.double({ min: 0.000001, max: 1, noNaN: true }), { numRuns: 3000, seed: 7 });
    const durations = random.map((u) => Math.round(Math.exp(5 + 3 * u) * 1000) / 1000);
    const spans = durations.map((duration_ms, i) =>
      makeSpan({
        project: 'exact',
        span_id: `s${i}`,
        time: DAY + GRAINS.hour + i * 10_000_000,
        duration_ms,
        ttft_ms: Math.round(duration_ms * 100) / 1000,
      }),
    );
    await store.load({ spans });
    await store.seal();
    const { rows, meta } = await ask('exact', {});
    expect(meta.source).toBe('rollup');
    const sorted = [...durations].sort((a, b) => a - b);
    for (const [p, q] of [
      [50, 0.5],
      [95, 0.95],
      [99, 0.99],
    ] as const) {
      const exact = sorted[Math.floor(q * (sorted.length - 1))] ?? 0;
      expect(Math.abs(Number(rows[0]?.[`latency_p${p}`]) / exact - 1), `latency_p${p}`).toBeLessThan(0.02);
      expect(Math.abs(Number(rows[0]?.[`ttft_p${p}`]) / (exact / 10) - 1), `ttft_p${p}`).toBeLessThan(0.02);
    }
  }, 60_000);
});
