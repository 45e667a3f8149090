import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, interval } from './change.ts';
import type { MetricInfo } from './model.ts';

const info = (partial: Partial<MetricInfo>): MetricInfo => ({
  id: 'm',
  title: 'M',
  unit: 'ms',
  better: 'lower',
  kind: 'quantile',
  description: '',
  ...partial,
});
const rate = info({ unit: 'ratio', kind: 'ratio' });
const verdict = (metric: MetricInfo, value: number, n: number, old: number, nOld: number) =>
  changeOf(metric, { n, m: value }, { n: nOld, m: old }).verdict;

describe('a change', () => {
  it.each([
    ['latency up is worse', info({}), 2000, 5000, 1000, 5000, 'worse'],
    ['latency down is better', info({}), 500, 5000, 1000, 5000, 'better'],
    ['a little is steady', info({}), 1030, 5000, 1000, 5000, 'steady'],
    ['a percentile of few calls needs more', info({}), 1150, 100, 1000, 100, 'steady'],
    ['nineteen calls say nothing', info({}), 9000, 19, 1000, 5000, 'too_few'],
    ['an error rate beyond chance', rate, 0.02, 10_000, 0.01, 10_000, 'worse'],
    ['an error rate within chance', rate, 0.02, 200, 0.01, 200, 'steady'],
    ['an error rate of two very different samples', rate, 0.05, 120, 0.01, 40_000, 'worse'],
    ['one that the smaller sample cannot tell', rate, 0.02, 120, 0.01, 40_000, 'steady'],
    ['rare errors of few calls', rate, 0.04, 25, 0, 25, 'steady'],
    ['a percentile that the smaller sample cannot tell', info({}), 1200, 100, 1000, 50_000, 'steady'],
    ['no errors at all', rate, 0, 1000, 0, 1000, 'steady'],
    ['more calls are neither', info({ unit: 'calls', kind: 'count', better: 'none' }), 200, 200, 100, 100, 'more'],
    ['more cost is not worse by itself', info({ unit: 'usd', kind: 'sum' }), 2, 200, 1, 100, 'more'],
    ['cost per call is', info({ unit: 'usd', kind: 'mean' }), 2, 2000, 1, 1000, 'worse'],
  ])('%s', (_name, metric, value, n, old, nOld, expected) => {
    expect(verdict(metric, value, n, old, nOld)).toBe(expected);
  });

  it('rests on the calls that know the number', () => {
    const ttft = info({ id: 'ttft_p95' });
    const row = (value: number, known: number) => ({ n: 5000, ttft_p95: value, ttft_calls: known });
    expect(changeOf(ttft, row(2000, 4), row(1000, 4000)).verdict).toBe('too_few');
    expect(changeOf(ttft, row(2000, 4000), row(1000, 4000)).detail).toContain('(n = 4,000)');
  });

  it('is none when either side is unknown', () => {
    expect(changeOf(info({}), { n: 3 }, { n: 3, m: 1 }).verdict).toBe('none');
    expect(changeOf(info({}), { n: 3, m: 1 }, undefined).verdict).toBe('none');
  });

  it.each([
    [info({}), 1180, 1000, '18\u00a0%'],
    [info({}), 19_000, 1000, '19×'],
    [rate, 0.024, 0.02, '0.4\u00a0pt'],
    [info({ kind: 'count' }), 5, 0, 'new'],
  ])('is told in its unit', (metric, value, old, size) => {
    expect(changeOf(metric, { n: 5000, m: value }, { n: 5000, m: old }).size).toBe(size);
  });

  it('needs a hundred calls of each to judge one version by another, and never judges their totals', () => {
    const sides = { now: 'version 5', before: 'version 3', against: 'version 3', apart: true, fewest: 100 };
    const beside = (metric: MetricInfo, value: number, n: number, old: number, nOld: number) =>
      changeOf(metric, { n, m: value }, { n: nOld, m: old }, sides);
    expect(beside(info({}), 9000, 99, 1000, 5000).verdict).toBe('too_few');
    expect(beside(rate, 0.9, 5000, 0.01, 60).verdict).toBe('too_few');
    const slower = beside(info({}), 2000, 5000, 1000, 400);
    expect(slower.verdict).toBe('worse');
    expect(slower.detail.replaceAll('\u00a0', ' ')).toBe('Version 5: 2.00 s (n = 5,000); version 3: 1.00 s (n = 400)');
    const cost = beside(info({ unit: 'usd', kind: 'sum' }), 20, 5000, 2, 400);
    expect([cost.verdict, cost.size]).toEqual(['apart', '$2.00']);
  });

  it('keeps its direction when both sides are swapped', () => {
    const values = fc.double({ min: 0.001, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const forth = verdict(info({ kind: 'ratio' }), a, 1e6, b, 1e6);
        const back = verdict(info({ kind: 'ratio' }), b, 1e6, a, 1e6);
        expect([forth, back]).not.toEqual(['worse', 'worse']);
        expect([forth, back]).not.toEqual(['better', 'better']);
      }),
    );
  });
});

it('gives the interval of a share as Wilson has it', () => {
  const { low, high } = interval(0.1, 100);
  expect(low).toBeCloseTo(0.0552, 3);
  expect(high).toBeCloseTo(0.1744, 3);
  expect(interval(0, 20).high).toBeGreaterThan(0.1);
});
