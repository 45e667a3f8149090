import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callSearchSchema, metricQuerySchema } from '../../model/query.ts';
import { compactDays } from '../store/compact.ts';
import { GRAINS } from '../store/cubes.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeSpan } from '../store/testing/span.ts';
import { searchCalls } from './calls.ts';
import { runQuery } from './run.ts';
import { openTestStore, type TestStore } from './testing.ts';
import { formatTime } from './time.ts';
import { withWords } from './words.ts';

const DAY = Math.floor(Date.now() / 86_400_000) * GRAINS.day - 3 * GRAINS.day;
/** Rows of a granule are 8,192: several of them, so that the index has something to leave out. */
const HAY = 40_000;

const SPANS = [
  makeSpan({ span_id: 'asked', time: DAY + GRAINS.hour, prompt: 'a', input: 'a Needle in hay', output: 'none' }),
  makeSpan({ span_id: 'answered', time: DAY + 2 * GRAINS.hour, prompt: 'a', input: 'hay?', output: 'needle!' }),
  makeSpan({ span_id: 'apart', time: DAY + 3 * GRAINS.hour, prompt: 'b', input: 'needle', output: 'and hay' }),
  makeSpan({ span_id: 'failed', time: DAY + 4 * GRAINS.hour, prompt: 'b', status_message: 'needle lost in hay' }),
  makeSpan({ span_id: 'straw', time: DAY + 4 * GRAINS.hour, prompt: 'b', input: 'hay only' }),
  makeSpan({ span_id: 'tool', time: DAY + 4 * GRAINS.hour, is_call: false, input: 'needle hay' }),
  makeSpan({ span_id: 'foreign', project: 'p2', time: DAY + GRAINS.hour, prompt: 'a', input: 'needle hay' }),
];

describe.each(SIDES)('words on the %s engine', (side) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({ spans: SPANS });
    await store.seal();
  }, 60_000);
  afterAll(() => store?.close());

  const range = { from: formatTime(DAY), to: formatTime(DAY + GRAINS.day) };
  const ask = (query: object) =>
    runQuery(
      { ...store, project: 'p1', now: DAY + 2 * GRAINS.day },
      metricQuerySchema.parse({ metrics: ['calls'], range, ...query }),
    );
  const find = async (text: string): Promise<string[]> =>
    (
      await searchCalls(
        { engine: store.engine, project: 'p1', now: DAY + 2 * GRAINS.day },
        callSearchSchema.parse({ range, text }),
      )
    ).calls.map(({ span_id }) => span_id);

  it('each word may be in the input, the output or the error message', async () => {
    expect(await find('needle hay')).toEqual(['failed', 'apart', 'answered', 'asked']);
    expect(await find('needle lost')).toEqual(['failed']);
    expect(await find('needle only')).toEqual([]);
  });

  it('numbers are of the calls that a search for the same words finds, though roll-ups stand ready', async () => {
    expect((await ask({})).meta.source).toBe('rollup');
    const { rows, meta } = await ask({ text: 'NEEDLE hay' });
    expect(meta.source).toBe('raw');
    expect(rows).toMatchObject([{ n: 4 }]);
    const groups = await ask({ text: 'needle hay', group_by: ['prompt'], order_by: 'prompt' });
    expect(groups.rows.map(({ prompt, n }) => [prompt, n])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
    const course = await ask({ text: 'needle hay', interval: '1h', group_by: ['prompt'], limit: 1 });
    expect(course.rows.map(({ time, n }) => [time, n])).toEqual([
      [formatTime(DAY + GRAINS.hour), 1],
      [formatTime(DAY + 2 * GRAINS.hour), 1],
    ]);
    const { compare } = await ask({ text: 'straw', compare: 'previous' });
    expect(compare?.rows).toMatchObject([{ n: 0 }]);
  });

  it('a text without words is refused', async () => {
    await expect(ask({ text: ' ?! ' })).rejects.toMatchObject({ field: 'text' });
  });

  it('one statement leaves out what none of the three indexes has the words in, once the day is compacted', async () => {
    await store.load({
      spans: Array.from({ length: HAY }, (_, i) =>
        makeSpan({ span_id: `h${i}`, time: DAY + 5 * GRAINS.hour + i * 1000, input: 'hay', output: `straw ${i}` }),
      ),
    });
    const { n } = (await ask({ text: 'needle hay' })).rows[0]!;
    await compactDays(store.engine, { now: DAY + 2 * GRAINS.day, quietSeconds: 0 });
    expect((await ask({ text: 'needle hay' })).rows).toMatchObject([{ n }]);
    expect(await find('needle hay')).toEqual(['failed', 'apart', 'answered', 'asked']);

    const { sql, params } = withWords({ sql: 'project = {project:String}', params: { project: 'p1' } }, 'needle lost');
    const plan = await store.engine.query<{ explain: string }>(
      `EXPLAIN indexes = 1 SELECT count() FROM telltale.spans FINAL WHERE ${sql}`,
      params,
    );
    const text = plan.map(({ explain }) => explain).join('\n');
    const [, kept, all] = /Name: <Combined skip indexes>[\s\S]*?Granules: (\d+)\/(\d+)/.exec(text) ?? [];
    expect(Number(all)).toBeGreaterThan(3);
    expect(Number(kept)).toBe(1);
  });
});
