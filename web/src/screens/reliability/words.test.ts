import { expect, it } from 'vitest';
import type { MetricInfo } from '../../model.ts';
import type { ErrorCourse, Load } from './answers.ts';
import { layersOf } from './classes.ts';
import { besideWords, loadWords, reliabilityWords } from './words.ts';

const meta = { elapsed_ms: 1, range: { from: '2026-11-24T10:00:00Z', to: '2026-11-24T12:00:00Z' } };
const course: ErrorCourse = {
  interval: '1h',
  rows: [
    { time: '2026-11-24T10:00:00Z', class: 'rate_limited', http_status: 429, n: 6 },
    { time: '2026-11-24T11:00:00Z', class: 'rate_limited', http_status: 429, n: 2 },
    { time: '2026-11-24T11:00:00Z', class: 'connection', n: 2 },
  ],
  meta,
};

it('pile failures up by kind or by HTTP status, 0 where there were none', () => {
  const byClass = layersOf(course, 'class')?.layers;
  expect(byClass?.map(({ label, values }) => [label, values])).toEqual([
    ['Connection', [0, 2]],
    ['Rate limited', [6, 2]],
  ]);
  const byStatus = layersOf(course, 'status')?.layers;
  expect(byStatus?.map(({ label, values }) => [label, values])).toEqual([
    ['429', [6, 2]],
    ['no status', [0, 2]],
  ]);
});

it('say how reliable calls were, no more than is known', () => {
  const total = { n: 500, availability: 0.996, latency_p95: 2910 };
  expect(reliabilityWords(total, course).join(' ')).toBe(
    '99.6\u00a0% (98.6\u00a0% to 99.9\u00a0%) of 500 calls could be served. 95 % took at most 2.91\u00a0s. 10 failed, 80.0\u00a0% by rate limits.',
  );
  expect(reliabilityWords(total, { ...course, rows: [] }).at(-1)).toBe('None failed.');
  expect(reliabilityWords({ n: 3, availability: 1 }, course)).toEqual([
    '3 calls: too few to say how reliable they are.',
  ]);
});

const load = (given: Partial<Load>): Load => ({
  levels: [{ concurrency: 4, n: 100, errors: 0, seconds: 1 }],
  n: 100,
  concurrency_avg: 2,
  concurrency_p95: 3,
  knee: {},
  ...given,
});

it.each([
  [
    { knee: { at: 14, flat: 1, slope: 1 }, headroom: 1.62 },
    /rises from about 14 .* at most 3 are in flight: room for 1\.6× the load/,
  ],
  [{ knee: { at: 2.5, flat: 1, slope: 1 }, headroom: 0.8 }, /rises from about 2\.5 .*beyond it/],
  [{ knee: { reason: 'flat' as const } }, /No load can be made out/],
  [{ knee: { reason: 'no_bend' as const } }, /the more calls are in flight/],
  [{ knee: { reason: 'too_little_variation' as const } }, /Not enough variation of load .* at most 4 calls were/],
  [{ knee: { reason: 'too_little_variation' as const }, levels: [] }, /No calls here/],
])('say what load does: %o', (given, expected) => {
  expect(loadWords(load(given))).toMatch(expected);
});

it('sets another version beside this one, where both have enough calls', () => {
  const metric = (id: string, unit: MetricInfo['unit'], kind: string, better: MetricInfo['better']) =>
    [id, { id, title: id, unit, kind, better, description: '' }] as const;
  const metrics = new Map<string, MetricInfo>([
    metric('availability', 'ratio', 'ratio', 'higher'),
    metric('latency_p95', 'ms', 'quantile', 'lower'),
  ]);
  const sides = { now: 'version 5', before: 'version 3', against: 'version 3', apart: true, fewest: 100 };
  const row = (n: number, availability: number, p95: number) => ({ n, availability, latency_p95: p95 });
  const said = (...rows: [ReturnType<typeof row>, ReturnType<typeof row> | undefined]) =>
    besideWords(metrics, ...rows, sides)
      .join(' ')
      .replaceAll('\u00a0', ' ');
  expect(said(row(4000, 0.999, 3000), row(1200, 0.97, 2000))).toBe(
    'Against 1,200 calls of version 3: availability is better (99.9 % against 97.0 %), P95 latency is worse (3.00 s against 2.00 s).',
  );
  expect(said(row(4000, 0.99, 2000), row(1200, 0.99, 2000))).toBe(
    'Against 1,200 calls of version 3: no difference beyond chance.',
  );
  expect(said(row(4000, 0.99, 2000), undefined)).toContain('too few to compare, 100 of each are needed');
});
