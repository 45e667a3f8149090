import { expect, it } from 'vitest';
import { durationMarks, logMarks, timeMarks, valueMarks } from './axes.ts';

it('marks values at round steps from 0', () => {
  expect(valueMarks(9, 5)).toEqual([0, 2, 4, 6, 8]);
  expect(valueMarks(0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(valueMarks(0, 4)).toEqual([0]);
});

it('marks durations one says, none too close to another', () => {
  const y = (pixels: number) => (ms: number) => Math.log10(ms) * pixels;
  expect(durationMarks(50, 120_000, y(30))).toEqual([100, 1000, 10_000, 60_000]);
  const many = durationMarks(50, 120_000, y(200));
  expect(many).toEqual(expect.arrayContaining([50, 200, 500, 1000, 2000, 30_000, 60_000, 120_000]));
});

it('marks 1, 2, 5 of each size', () => {
  expect(logMarks(60)).toEqual([1, 2, 5, 10, 20, 50]);
});

it('marks times at round hours, as many as there is room for', () => {
  const from = Date.parse('2026-11-24T10:10:00Z');
  const marks = timeMarks(from, from + 6 * 3_600_000, 600);
  expect(marks.length).toBeGreaterThan(3);
  expect(marks.length).toBeLessThanOrEqual(8);
  for (const { at } of marks) expect(at % 3_600_000).toBe(0);
  expect(timeMarks(from, from + 90 * 86_400_000, 300).length).toBeLessThanOrEqual(4);
});
