import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInput } from '../../lib/errors.ts';
import { callSearchSchema } from '../../model/query.ts';
import type { Span } from '../../model/span.ts';
import { WORD_INDEXES } from '../store/tables.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeSpan } from '../store/testing/span.ts';
import { type CallPage, searchCalls } from './calls.ts';
import { encodeCursor } from './cursor.ts';
import { openTestStore, type TestStore } from './testing.ts';
import { formatTime } from './time.ts';

const NOW = Math.floor(Date.now() / 1000) * 1e6;
const MINUTE = 60_000_000;
const DAY = 1440 * MINUTE;

/** Several in the first minutes, several at the same time, a few days apart. */
const TIMES = [1, 1, 1, 2, 9, 30, 30, 300, 1440, 4320, 4320, 20_000].map((minutes) => NOW - minutes * MINUTE);
const CALLS = TIMES.map((time, i) =>
  makeSpan({
    time,
    trace_id: `t${i % 5}`,
    span_id: `s${String(i).padStart(2, '0')}`,
    duration_ms: (i % 4) * 10.001,
    cost: i % 3 ? i * 1_000_001 : null,
    input_tokens: i % 2 ? i : null,
    model: i % 4 ? `m${i % 3}` : '',
    input: i === 4 ? 'Please REFUND my Grüße order-17' : `hello ${i}`,
    output: i === 4 || i === 9 ? 'The refund is on its way' : '',
    status_message: i === 7 ? 'upstream said: no refund' : '',
  }),
);
const OTHERS: Span[] = [
  makeSpan({ time: NOW - 3 * MINUTE, span_id: 'tool', trace_id: 't1', parent_id: 's00', is_call: false, kind: 'tool' }),
  makeSpan({ time: NOW - 3 * MINUTE, span_id: 'old', version: 1, model: 'before' }),
  makeSpan({ time: NOW - 3 * MINUTE, span_id: 'gone', version: 1 }),
  makeSpan({ time: NOW - 3 * MINUTE, span_id: 'foreign', project: 'p2', input: 'refund secret' }),
];
const LATER: Span[] = [
  makeSpan({ time: NOW - 3 * MINUTE, span_id: 'old', version: 2, model: 'after' }),
  makeSpan({ time: NOW - 3 * MINUTE, span_id: 'gone', version: 2, deleted: true }),
];

const ids = ({ calls }: CallPage): string[] => calls.map(({ span_id }) => span_id);

describe.each(SIDES)('a search on the %s engine', (side) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({ spans: [...CALLS, ...OTHERS] });
    await store.load({ spans: LATER });
  }, 60_000);
  afterAll(() => store?.close());

  const search = (given: object = {}, project = 'p1'): Promise<CallPage> =>
    searchCalls(
      { engine: store.engine, project, now: NOW },
      callSearchSchema.parse({ range: { from: 'now-30d' }, ...given }),
    );

  /** Every page of a search, one after the other. */
  async function all(given: object, limit: number): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await search({ ...given, limit, ...(cursor ? { cursor } : {}) });
      found.push(...ids(page));
      cursor = page.next_cursor;
    } while (cursor);
    return found;
  }

  it('gives calls newest first, each once, in its newest version', async () => {
    const page = await search();
    const expected = [...CALLS, LATER[0]!].sort(
      (a, b) => b.time - a.time || (b.trace_id > a.trace_id ? 1 : -1) || (b.span_id > a.span_id ? 1 : -1),
    );
    expect(ids(page).sort()).toEqual(expected.map(({ span_id }) => span_id).sort());
    const times = page.calls.map(({ time }) => time);
    expect(times).toEqual([...times].sort().reverse());
    expect(page.calls.find(({ span_id }) => span_id === 'old')?.model).toBe('after');
    expect(page.next_cursor).toBeUndefined();
  });

  it('never shows rows of another project', async () => {
    expect(ids(await search({ scope: 'spans' }, 'p2'))).toEqual(['foreign']);
    expect(ids(await search({ text: 'secret' }))).toEqual([]);
    expect(ids(await search({ text: 'secret' }, 'p2'))).toEqual(['foreign']);
    expect(ids(await search({}, 'p3'))).toEqual([]);
  });

  it.each(['-time', 'time', '-duration_ms', 'duration_ms', '-cost', 'cost', 'input_tokens', '-model', 'model'])(
    'pages by %s: any page size gives the same rows in the same order',
    async (order_by) => {
      const whole = ids(await search({ order_by }));
      expect(new Set(whole).size).toBe(13);
      for (const limit of [2, 5]) expect(await all({ order_by }, limit)).toEqual(whole);
    },
  );

  it('orders by value, unknown last either way', async () => {
    const costs = async (order_by: string) =>
      (await search({ order_by })).calls.map(({ cost }) => cost as number | undefined);
    const known = (await costs('cost')).filter((cost) => cost !== undefined);
    expect(known).toEqual([...known].sort((a, b) => a - b));
    expect(known[0]).toBe(0.000001000001);
    expect((await costs('cost')).slice(known.length)).toEqual(Array(13 - known.length).fill(undefined));
    expect(await costs('-cost')).toEqual([...known.reverse(), ...Array(13 - known.length).fill(undefined)]);
  });

  it('a page goes on where the last one ended, whatever arrives in between', async () => {
    const first = await search({ limit: 3 });
    await store.load({ spans: [makeSpan({ time: NOW - MINUTE / 2, span_id: 'new', trace_id: 'new' })] });
    const second = await search({ limit: 20, cursor: first.next_cursor });
    expect([...ids(first), ...ids(second)]).toEqual(ids(await search()).filter((id) => id !== 'new'));
    await store.load({
      spans: [makeSpan({ time: NOW - MINUTE / 2, span_id: 'new', trace_id: 'new', version: 9, deleted: true })],
    });
  });

  it('keeps to the range: `from` is in, `to` is not', async () => {
    const at = (time: number): string => formatTime(time);
    const range = { from: at(TIMES[4]!), to: at(TIMES[3]!) };
    expect(ids(await search({ range }))).toEqual(['old', 's04']);
  });

  it('takes scope and filter', async () => {
    expect(ids(await search({ scope: 'spans' })).sort()).toContain('tool');
    expect(ids(await search({ scope: 'traces' }))).not.toContain('tool');
    expect(ids(await search({ filter: [{ field: 'model', op: 'eq', value: 'before' }] }))).toEqual([]);
    expect(ids(await search({ filter: [{ field: 'model', op: 'eq', value: 'after' }] }))).toEqual(['old']);
  });

  const WORDS: [string, string[]][] = [
    ['refund', ['s04', 's07', 's09']],
    ['Refund, way!', ['s04', 's09']],
    ['grÜße', []],
    ['GRüßE', ['s04']],
    ['Grüße', ['s04']],
    ['order 17', ['s04']],
    ['refun', []],
    ['no refund', ['s07']],
    [`it's "\\ {x:String}`, []],
  ];

  it.each(WORDS)('finds the words of %j', async (text, expected) => {
    expect(ids(await search({ text }))).toEqual(expected);
    expect(ids(await search({ text, order_by: '-duration_ms' })).sort()).toEqual(expected);
  });

  it('finds the same words once their index is built', async () => {
    await store.engine.command('OPTIMIZE TABLE telltale.spans FINAL');
    await store.engine.command(
      `ALTER TABLE telltale.spans ${WORD_INDEXES.map((index) => `MATERIALIZE INDEX ${index}`).join(', ')}`,
      {},
      { settings: { mutations_sync: 1 } },
    );
    for (const [text, expected] of WORDS) expect(ids(await search({ text }))).toEqual(expected);
  });

  it('leaves out what is unknown and cuts long texts', async () => {
    const long = 'ä😀'.repeat(3000);
    const metadata = new Map([
      ['k', long],
      ['__proto__', 'x'],
    ]);
    await store.load({
      spans: [makeSpan({ project: 'cut', time: NOW - DAY, input: long, output: 'short', metadata, tags: ['a'] })],
    });
    const [call] = (await search({}, 'cut')).calls;
    expect(call).toMatchObject({
      status: 'ok',
      is_call: true,
      output: 'short',
      tags: ['a'],
      truncated: ['metadata', 'input'],
    });
    expect([...String(call?.input)]).toHaveLength(2000);
    expect(Object.keys(call?.metadata as object)).toEqual(['k', '__proto__']);
    expect(call?.time).toBe(formatTime(NOW - DAY));
    for (const absent of ['cost', 'input_tokens', 'prompt', 'status_message', 'ttft_ms', 'deleted', 'project'])
      expect(call).not.toHaveProperty(absent);
  });

  it.each([
    [{ order_by: 'secret' }, 'order_by'],
    [{ order_by: '-tags' }, 'order_by'],
    [{ order_by: 'project' }, 'order_by'],
    [{ order_by: 'input' }, 'order_by'],
    [{ text: ' ... ' }, 'text'],
    [{ text: 'a b c d e f g h i j k l m n o p q r' }, 'text'],
    [{ cursor: 'nonsense' }, 'cursor'],
    [{ cursor: encodeCursor({ order: '-cost', value: '1', time: 1, trace_id: '', span_id: '' }) }, 'cursor'],
    [
      {
        order_by: '-cost',
        cursor: encodeCursor({ order: '-cost', value: '1; DROP', time: 1, trace_id: '', span_id: '' }),
      },
      'cursor',
    ],
    [{ range: { from: 'yesterday' } }, 'range.from'],
    [{ filter: [{ field: 'secret', op: 'eq', value: 1 }] }, 'filter[0].field'],
  ])('%j is refused by %s', async (given, field) => {
    const refusal = await search(given).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InvalidInput);
    expect((refusal as InvalidInput).field).toBe(field);
  });

  it('any text in a cursor is taken or refused, never an error of another kind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('-time', '-cost', 'model'),
        fc.string(),
        fc.string(),
        async (order_by, value, id) => {
          const cursor = encodeCursor({ order: order_by, value, time: NOW, trace_id: id, span_id: id });
          const answer = await search({ order_by, cursor, limit: 1 }).catch((error: unknown) => error);
          expect(answer instanceof InvalidInput || Array.isArray((answer as CallPage).calls)).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });
});
