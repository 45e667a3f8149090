import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_TAIL, TAIL_ROWS, type Tail, type TailEvent, tailAfter } from './live.ts';
import type { Call } from './model.ts';

const call = (id: number, extra: Partial<Call> = {}): Call => ({
  time: new Date(1_700_000_000_000 + id).toISOString(),
  trace_id: 't',
  span_id: String(id),
  status: 'ok',
  is_call: true,
  ...extra,
});
const after = (events: TailEvent[], tail: Tail = EMPTY_TAIL): Tail => events.reduce(tailAfter, tail);
const ids = (rows: readonly Call[]): string[] => rows.map(({ span_id }) => span_id);

test('follows, newest first, and keeps a bounded number', () => {
  const tail = after(Array.from({ length: TAIL_ROWS + 10 }, (_, i) => ({ type: 'calls', calls: [call(i)] }) as const));
  expect(tail.rows).toHaveLength(TAIL_ROWS);
  expect(tail.rows[0]?.span_id).toBe(String(TAIL_ROWS + 9));
  expect(tail.dropped).toBe(0);
});

test('nothing moves during a pause, and nothing is lost by it', () => {
  const paused = after([{ type: 'calls', calls: [call(1)] }, { type: 'pause' }, { type: 'calls', calls: [call(2)] }]);
  expect(ids(paused.rows)).toEqual(['1']);
  expect(ids(paused.waiting)).toEqual(['2']);
  const resumed = tailAfter(paused, { type: 'resume' });
  expect(ids(resumed.rows)).toEqual(['2', '1']);
  expect(resumed.waiting).toEqual([]);
});

test('a pause that outlasts its buffer says how many it dropped, as does the server', () => {
  const calls = Array.from({ length: TAIL_ROWS + 7 }, (_, i) => call(i));
  expect(after([{ type: 'pause' }, { type: 'calls', calls }, { type: 'dropped', count: 3 }]).dropped).toBe(10);
});

test('a call that is sent again is shown once, as it is now', () => {
  const tail = after([
    { type: 'calls', calls: [call(1), call(2)] },
    { type: 'calls', calls: [call(1, { status: 'error' })] },
  ]);
  expect(ids(tail.rows)).toEqual(['2', '1']);
  expect(tail.rows[1]?.status).toBe('error');
});

test('whatever happens: bounded, ordered, no call twice', () => {
  const event = fc.oneof(
    fc
      .array(fc.nat(50), { maxLength: 20 })
      .map((some) => ({ type: 'calls', calls: some.map((id) => call(id)) }) as const),
    fc.constantFrom({ type: 'pause' } as const, { type: 'resume' } as const),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const { rows } = after(events);
      const times = rows.map(({ time }) => time);
      expect(times).toEqual(times.toSorted().reverse());
      expect(new Set(ids(rows)).size).toBe(rows.length);
    }),
  );
});
