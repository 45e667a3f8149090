import { expect, test } from 'vitest';
import { GRAINS } from '../store/cubes.ts';
import { Courses } from './courses.ts';
import type { Plan } from './plan.ts';

const { hour, quarter_hour } = GRAINS;
const STEP = { name: '1h', seconds: 3600, offset: 0 };

/** Hours 1 to `last` - 1 sealed, the last one read from rows. */
const plan = (last: number, versions: Record<number, number> = {}): Plan => ({
  range: { from: hour, to: last * hour + 5 },
  cubes: ['overall'],
  sealed: Array.from({ length: last - 1 }, (_, i) => ({
    grain: 'hour' as const,
    bucket: (i + 1) * hour,
    version: versions[i + 1] ?? 7,
  })),
  raw: [{ from: last * hour, to: last * hour + 5 }],
});
const row = (at: number, n: number) => ({ bucket: at * hour, n });

test('what was read of whole buckets is not read again, and the ends are', () => {
  const courses = new Courses();
  const first = courses.of('calls', plan(3), STEP);
  expect(first.rows).toEqual([]);
  expect(first.rest.sealed.map(({ bucket }) => bucket)).toEqual([hour, 2 * hour]);
  first.learn([row(1, 10), row(3, 1)]);

  const later = courses.of('calls', plan(4), STEP);
  // The second hour had no calls, which is known as well.
  expect(later.rows).toEqual([{ ...row(1, 10), earlier: 0 }]);
  expect(later.rest.sealed.map(({ bucket }) => bucket)).toEqual([3 * hour]);
  expect(later.rest.raw).toEqual([{ from: 4 * hour, to: 4 * hour + 5 }]);
});

test('a bucket sealed anew is read anew', () => {
  const courses = new Courses();
  courses.of('calls', plan(3), STEP).learn([row(1, 10), row(2, 20)]);
  const { rows, rest, learn } = courses.of('calls', plan(3, { 2: 8 }), STEP);
  expect(rows).toEqual([{ ...row(1, 10), earlier: 0 }]);
  expect(rest.sealed.map(({ bucket }) => bucket)).toEqual([2 * hour]);
  learn([row(2, 21)]);
  expect(courses.of('calls', plan(3, { 2: 8 }), STEP).rows.map(({ n }) => n)).toEqual([10, 21]);
});

test('the same bucket is told apart by the question and by the range it belongs to', () => {
  const courses = new Courses();
  courses.of('calls', plan(3), STEP).learn([row(1, 10), row(2, 20)]);
  expect(courses.of('errors', plan(3), STEP).rows).toEqual([]);
  const moved = { ...plan(3), range: { from: 2 * hour, to: 3 * hour + 5 } };
  expect(courses.of('calls', moved, STEP).rows).toEqual([
    { ...row(1, 10), earlier: 1 },
    { ...row(2, 20), earlier: 0 },
  ]);
});

test('a bucket of which a part is read from rows is never remembered', () => {
  const courses = new Courses();
  const sealed = [0, 1, 2].map((i) => ({
    grain: 'quarter_hour' as const,
    bucket: hour + i * quarter_hour,
    version: 7,
  }));
  const partly: Plan = { ...plan(2), sealed, raw: [{ from: hour + 3 * quarter_hour, to: 2 * hour }] };
  courses.of('calls', partly, STEP).learn([row(1, 3)]);
  expect(courses.of('calls', partly, STEP).rows).toEqual([]);
});

test('memory is bounded: what was asked for longest ago is forgotten', () => {
  const courses = new Courses();
  const many = Array.from({ length: 40_000 }, (_, i) => ({ ...row(1, i), g0: `user-${i}` }));
  for (const key of ['a', 'b', 'c']) courses.of(key, plan(2), STEP).learn(many);
  expect(['a', 'b', 'c'].map((key) => courses.of(key, plan(2), STEP).rows.length)).toEqual([0, 40_000, 40_000]);
});
