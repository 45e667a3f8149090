import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInput, NotFound } from '../../lib/errors.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeScore, makeSpan } from '../store/testing/span.ts';
import { openTestStore, type TestStore } from './testing.ts';
import { formatTime } from './time.ts';
import { readCall, readSpan, readTrace } from './trace.ts';

const NOW = Math.floor(Date.now() / 1000) * 1e6;
const DAY = 86_400_000_000;
const LONG = 'x'.repeat(5000);
const BIG = 10_001;

const SPANS = [
  makeSpan({ trace_id: 't1', span_id: 'root', time: NOW - 40 * DAY, is_call: false, kind: 'chain', session: 'conv' }),
  makeSpan({ trace_id: 't1', span_id: 'b', parent_id: 'root', time: NOW - 40 * DAY + 5, input: LONG }),
  makeSpan({ trace_id: 't1', span_id: 'a', parent_id: 'root', time: NOW - 40 * DAY + 5, events: '[{"name":"e"}]' }),
  makeSpan({ trace_id: 't1', span_id: 'moved', time: NOW - 40 * DAY + 9 }),
  makeSpan({ trace_id: 't2', span_id: 'a', time: NOW - DAY }),
  makeSpan({ trace_id: 't1', span_id: 'foreign', project: 'p2', time: NOW - 40 * DAY, session: 'conv' }),
  ...Array.from({ length: BIG }, (_, i) =>
    makeSpan({ trace_id: 'big', span_id: `s${i}`, time: NOW - DAY + (i >> 3), input: LONG.slice(0, 2100) }),
  ),
];
const LATER = [
  makeSpan({ trace_id: 't1', span_id: 'moved', time: NOW - 40 * DAY + 9, version: 2, deleted: true }),
  makeSpan({ trace_id: 't1', span_id: 'moved', time: NOW - 40 * DAY + 11, version: 2 }),
];
const about = { trace_id: '', span_id: '', session: '' };
const SCORES = [
  makeScore({
    ...about,
    id: '1',
    trace_id: 't1',
    span_id: 'b',
    name: 'good',
    value: 0,
    reason: 'why',
    evaluator: 'e',
    evaluator_version: '2',
  }),
  makeScore({ ...about, id: '2', span_id: 'b', name: 'topic', value: null, label: 'refund', evidence: '{"at":[1,2]}' }),
  makeScore({ ...about, id: '3', trace_id: 't1', name: 'whole' }),
  makeScore({ ...about, id: '4', session: 'conv', name: 'conversation' }),
  makeScore({ ...about, id: '5', trace_id: 't1', span_id: 'b', project: 'p2', name: 'foreign' }),
  makeScore({ ...about, id: '6', session: 'conv', project: 'p2', name: 'foreign' }),
  makeScore({ ...about, id: '7', trace_id: 't9', span_id: 'b', name: 'of another trace' }),
  makeScore({ ...about, id: '8', trace_id: 't1', span_id: 'b', deleted: true }),
];

describe.each(SIDES)('a trace on the %s engine', (side) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({ spans: SPANS, scores: SCORES });
    await store.load({ spans: LATER });
  }, 60_000);
  afterAll(() => store?.close());

  const context = (project = 'p1') => ({ engine: store.engine, project });

  it('is found by its id alone, whenever it was, in the order of time', async () => {
    const trace = await readTrace(context(), 't1');
    expect(trace.spans.map(({ span_id }) => span_id)).toEqual(['root', 'a', 'b', 'moved']);
    expect(trace.spans[3]?.time).toBe(formatTime(NOW - 40 * DAY + 11));
    expect(trace.spans[2]?.input).toBe(LONG);
    expect(trace).not.toHaveProperty('next_cursor');
  });

  it('carries the scores of each span, and those of the whole on its root', async () => {
    const { spans } = await readTrace(context(), 't1');
    const time = formatTime(SCORES[0]!.time);
    expect(spans.find(({ span_id }) => span_id === 'b')?.scores).toEqual([
      { id: '1', name: 'good', value: 0, source: 'user', evaluator: 'e', version: '2', reason: 'why', time },
      { id: '2', name: 'topic', value: 'refund', source: 'user', evidence: { at: [1, 2] }, time },
    ]);
    expect(spans.find(({ span_id }) => span_id === 'a')?.scores).toEqual([]);
    const root = spans.find(({ span_id }) => span_id === 'root')?.scores ?? [];
    expect(root.map((score) => [score.name, score.of])).toEqual([
      ['whole', 'trace'],
      ['conversation', 'session'],
    ]);
  });

  it('shows another project nothing of it', async () => {
    const theirs = await readTrace(context('p2'), 't1');
    expect(theirs.spans.map(({ span_id }) => span_id)).toEqual(['foreign']);
    expect(theirs.spans[0]?.scores.map(({ name }) => name)).toEqual(['foreign']);
    await expect(readTrace(context('p2'), 't2')).rejects.toThrow(NotFound);
    await expect(readCall(context('p2'), { span_id: 'b' })).rejects.toThrow(NotFound);
    await expect(readSpan(context('p2'), { span_id: 'b' })).rejects.toThrow(NotFound);
  });

  it('of 10,000 spans comes in pages, each span once, its texts cut and marked', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await readTrace(context(), 'big', cursor);
      expect(page.spans.length).toBeLessThanOrEqual(5000);
      expect(page.spans[0]).toMatchObject({ truncated: ['input'], input: LONG.slice(0, 2000) });
      seen.push(...page.spans.map(({ span_id }) => span_id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toHaveLength(BIG);
    expect(new Set(seen).size).toBe(BIG);
  }, 60_000);

  it('gives one call whole, of the trace asked for or else the newest', async () => {
    const call = await readCall(context(), { span_id: 'b' });
    expect(call).toMatchObject({ trace_id: 't1', input: LONG, events: [] });
    expect(call.scores.map(({ name }) => name)).toEqual(['good', 'topic']);
    expect((await readCall(context(), { span_id: 'a' })).trace_id).toBe('t2');
    const older = await readCall(context(), { span_id: 'a', trace_id: 't1' });
    expect(older).toMatchObject({ trace_id: 't1', events: [{ name: 'e' }] });
    expect((await readSpan(context(), { span_id: 'moved' })).time).toBe(NOW - 40 * DAY + 11);
    await expect(readCall(context(), { span_id: 'a', trace_id: 't3' })).rejects.toThrow(NotFound);
  });

  it('refuses what it does not know', async () => {
    await expect(readTrace(context(), 'nowhere')).rejects.toThrow(NotFound);
    await expect(readTrace(context(), 't1', 'nonsense')).rejects.toThrow(InvalidInput);
    await expect(readTrace(context(), `' OR 1 --`)).rejects.toThrow(NotFound);
  });
});
