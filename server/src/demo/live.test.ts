import { expect, test } from 'vitest';
import { decodeTracesJson } from '../pipeline/wire/otlp-json.ts';
import { HOUR } from './calendar.ts';
import { playLive } from './live.ts';

test('going on sends what began since and has ended by now, until it is stopped', async () => {
  const from = Date.now() - 8 * HOUR;
  const stop = new AbortController();
  const starts: number[] = [];
  const ends: number[] = [];
  await playLive({
    from,
    signal: stop.signal,
    send: async (body) => {
      for (const { start, end } of decodeTracesJson(body).items) {
        starts.push(start / 1000);
        ends.push(end / 1000);
      }
      stop.abort();
      return 0;
    },
  });
  expect(starts.length).toBeGreaterThan(20);
  expect(Math.min(...starts)).toBeGreaterThanOrEqual(from);
  expect(Math.max(...ends)).toBeLessThanOrEqual(Date.now());
});
