import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInput } from '../../lib/errors.ts';
import type { Filter, FilterOp } from '../../model/filter.ts';
import type { Span } from '../../model/span.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeSpan } from '../store/testing/span.ts';
import { matches } from './matches.ts';
import { openTestStore, type TestStore } from './testing.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';

const NOW = Math.floor(Date.now() / 1000) * 1e6;
/** Few values, so that filters hit: unknown, either case, beyond ASCII, of different lengths in bytes, looking like SQL. */
const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  'Ä',
  'ä',
  'ﬁ',
  '😀',
  '￿',
  'İi',
  `'\\{x:String}`,
  '10',
  '9.5',
  '-3',
  '1e3',
  '007',
  'x\ny',
];
const NUMBERS = [0, 1, 2, 200, 429, 9.5, 12.345, 0.000001, -1];
const text = fc.constantFrom(...TEXTS);
const known = fc.constantFrom(...NUMBERS);
const unknown = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(some, { nil: null });

const span = fc.record({
  time: fc.integer({ min: 0, max: 5 }).map((i) => NOW - i),
  model: text,
  user: text,
  input: text,
  http_status: unknown(fc.constantFrom(0, 1, 200, 429)),
  input_tokens: unknown(fc.constantFrom(0, 1, 2)),
  duration_ms: fc.constantFrom(0, 1, 9.5, 12.345),
  ttft_ms: unknown(fc.constantFrom(0, 1, 12.345)),
  cost: unknown(fc.constantFrom(0, 1_000_000, 9_500_000_000_000)),
  tags: fc.uniqueArray(text.filter(Boolean), { maxLength: 3 }),
  flags: fc.uniqueArray(text.filter(Boolean), { maxLength: 3 }),
  metadata: fc.dictionary(fc.constantFrom('k', 'a.b', `it's`), text).map((given) => new Map(Object.entries(given))),
});
const FIELDS = [
  'time',
  'model',
  'user',
  'input',
  'http_status',
  'input_tokens',
  'duration_ms',
  'ttft_ms',
  'cost',
  'tags',
  'flags',
  'metadata',
];
const field = fc.constantFrom(...FIELDS, 'metadata.k', 'metadata.a.b', `metadata.it's`, 'score.none');
const scalar = fc.oneof(
  text,
  known,
  fc.boolean(),
  fc.integer({ min: 0, max: 5 }).map((i) => formatTime(NOW - i)),
);
const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ field, op: fc.constantFrom<FilterOp>('eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'contains'), value: scalar }),
  fc.record({
    field,
    op: fc.constantFrom<FilterOp>('in', 'not_in'),
    value: fc.array(scalar, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ field, op: fc.constant<FilterOp>('exists'), value: fc.boolean() }),
);

describe.each(SIDES)('filters in memory and on the %s engine', (side) => {
  let store: TestStore;
  let spans: Span[];
  beforeAll(async () => {
    store = await openTestStore(side);
    spans = fc
      .sample(span, { numRuns: 300, seed: 7 })
      .map((given, i) => makeSpan({ ...given, span_id: `s${i}`, trace_id: 't' }));
    await store.load({ spans });
  }, 60_000);
  afterAll(() => store?.close());

  it('agree on every row, and refuse the same', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(filter, { minLength: 1, maxLength: 2 }), async (filters) => {
        const where = attempt(() => whereOf(filters));
        const holds = attempt(() => matches(filters));
        if (where instanceof InvalidInput || holds instanceof InvalidInput) {
          expect(holds).toEqual(where);
          return;
        }
        const rows = await store.engine.query<{ span_id: string }>(
          `SELECT span_id FROM telltale.spans FINAL WHERE project = {project:String} AND ${where.sql}`,
          { project: 'p1', ...where.params },
        );
        const inMemory = spans.filter(holds).map(({ span_id }) => span_id);
        expect(rows.map(({ span_id }) => span_id).sort()).toEqual(inMemory.sort());
        compared++;
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(50);
  }, 60_000);
});

function attempt<T>(work: () => T): T | InvalidInput {
  try {
    return work();
  } catch (error) {
    if (error instanceof InvalidInput) return error;
    throw error;
  }
}
