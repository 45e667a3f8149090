import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventReader } from './sse.ts';

const STREAM =
  ': keep-alive\n\nevent: call\ndata: {"a":1}\n\ndata: one\r\ndata: two\r\n\r\nevent: dropped\ndata:{"count":3}\n\n';
const EVENTS = [
  { event: 'call', data: '{"a":1}' },
  { event: 'message', data: 'one\ntwo' },
  { event: 'dropped', data: '{"count":3}' },
];

test('events are the same however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
      const reader = eventReader();
      const ends = [...cuts, STREAM.length].sort((a, b) => a - b);
      const events = ends.flatMap((end, i) => reader.push(STREAM.slice(i === 0 ? 0 : ends[i - 1], end)));
      expect(events).toEqual(EVENTS);
    }),
  );
});

test('an event that has not ended is not given', () => {
  expect(eventReader().push('event: call\ndata: {}')).toEqual([]);
});
