import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, exact, figure, plural, text, tick } from './format.ts';
import type { Unit } from './model.ts';

const plain = (value: number, unit: Unit): string => text(value, unit).replaceAll('\u00a0', ' ');

describe('numbers with their units', () => {
  it.each<[number, Unit, string]>([
    [0, 'calls', '0'],
    [9999, 'calls', '9,999'],
    [12_345, 'calls', '12.3 k'],
    [999_960, 'calls', '1.00 M'],
    [1_284_310, 'tokens', '1.28 M'],
    [0.25, 'calls/s', '0.250 /s'],
    [0, 'ms', '0 ms'],
    [3.25, 'ms', '3.25 ms'],
    [412.6, 'ms', '413 ms'],
    [999.7, 'ms', '1.00 s'],
    [2912, 'ms', '2.91 s'],
    [90_000, 'ms', '1.50 min'],
    [7_200_000, 'ms', '2.00 h'],
    [0, 'usd', '$0.00'],
    [412.6, 'usd', '$412.60'],
    [0.0041, 'usd', '$0.0041'],
    [0.000000001, 'usd', '$0.000001'],
    [1234.5, 'usd', '$1,235'],
    [12_345, 'usd', '$12.3 k'],
    [-2.5, 'usd', '−$2.50'],
    [0, 'ratio', '0 %'],
    [0.0084, 'ratio', '0.84 %'],
    [0.1234, 'ratio', '12.3 %'],
    [1, 'ratio', '100 %'],
    [0.00004, 'ratio', '0.004 %'],
  ])('%d %s is %s', (value, unit, shown) => {
    expect(plain(value, unit)).toBe(shown);
  });

  it('never show an exponent or NaN, and stay short', () => {
    const units = fc.constantFrom<Unit>('calls', 'tokens', 'ms', 'ratio', 'usd', 'calls/s');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e14, noNaN: true }), units, (value, unit) => {
        const { value: shown } = figure(unit === 'ratio' ? value / 1e14 : value, unit);
        expect(shown).toMatch(/^[\d,]+(\.\d{1,6})?$/);
      }),
    );
  });
});

it('writes counts and bytes out', () => {
  expect([exact(1_284_310), plural(1, 'call'), plural(2000, 'call')]).toEqual(['1,284,310', '1 call', '2,000 calls']);
  expect([bytes(512), bytes(1_500_000)]).toEqual(['512\u00a0B', '1.50\u00a0MB']);
});

it.each<[number[], Unit, string[]]>([
  [[0, 1500, 3000, 6000], 'ms', ['0', '1.5 s', '3 s', '6 s']],
  [[0, 0.005, 0.01], 'ratio', ['0', '0.5 %', '1 %']],
  [[500_000, 1_234_567], 'tokens', ['0.5 M', '1.23 M']],
  [[500, 1000], 'calls', ['500', '1,000']],
  [[5000, 20_000], 'tokens', ['5 k', '20 k']],
  [[0.002, 0.004], 'usd', ['$0.002', '$0.004']],
])('marks an axis at %j %s with %j', (marks, unit, shown) => {
  expect(marks.map((mark) => tick(mark, Math.max(...marks), unit).replaceAll('\u00a0', ' '))).toEqual(shown);
});
