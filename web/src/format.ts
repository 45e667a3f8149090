import type { Unit } from './model.ts';

/** A number as shown: the unit is set smaller, so it stands apart. `prefix` is a currency sign. */
export interface Figure {
  prefix?: string;
  value: string;
  unit: string;
}

/** Fewer calls than this carry no rate or percentile worth showing. */
export const TOO_FEW = 20;

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Three significant digits, never an exponent: 0.004, 1.28, 91.8, 412. */
function digits(value: number): string {
  // Rounded first: 0.9997 has as many places as the 1.00 it is shown as.
  const size = Math.abs(Number(value.toPrecision(3)));
  if (size >= 100 || size === 0) return grouped.format(value);
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(size))));
}

const BIG: [number, string][] = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A count: exact below ten thousand, else 12.3 k, 1.28 M. */
function count(value: number): Figure {
  if (Math.abs(value) < 10_000) {
    const whole = Number.isInteger(value) || Math.abs(value) >= 100;
    return { value: whole ? grouped.format(value) : digits(value), unit: '' };
  }
  // 999,950 must not become 1000 k: what rounds up to a thousand belongs to the next size.
  const [size, unit] = BIG.find(([limit]) => Math.abs(value) >= limit * 0.9995) ?? [1, ''];
  return { value: digits(value / size), unit };
}

/** Milliseconds below a second, then seconds, minutes, hours. */
function duration(ms: number): Figure {
  const size = Math.abs(ms);
  if (size < 999.5) return { value: size >= 10 || size === 0 ? ms.toFixed(0) : digits(ms), unit: 'ms' };
  if (size < 59_995) return { value: digits(ms / 1000), unit: 's' };
  return size < 3_599_500 ? { value: digits(ms / 60_000), unit: 'min' } : { value: digits(ms / 3_600_000), unit: 'h' };
}

/** Dollars: cents from a dollar on, compact from ten thousand; below a cent as many digits as it takes. */
function dollars(usd: number): Figure {
  const sign = usd < 0 ? '−$' : '$';
  const size = Math.abs(usd);
  if (size >= 10_000) return { ...count(size), prefix: sign };
  if (size >= 1000) return { prefix: sign, value: grouped.format(size), unit: '' };
  if (size >= 0.995 || size === 0) return { prefix: sign, value: size.toFixed(2), unit: '' };
  return {
    prefix: sign,
    value: size < 1e-6 ? '0.000001' : size.toFixed(Math.min(6, 1 - Math.floor(Math.log10(size)))),
    unit: '',
  };
}

function percent(ratio: number): Figure {
  const value = ratio * 100;
  const size = Math.abs(value);
  const places = size === 0 || size >= 99.995 ? 0 : size >= 10 ? 1 : size >= 0.095 ? 2 : 3;
  return { value: value.toFixed(places), unit: '%' };
}

/** Any metric, by its unit. */
export function figure(value: number, unit: Unit): Figure {
  switch (unit) {
    case 'ms':
      return duration(value);
    case 'usd':
      return dollars(value);
    case 'ratio':
      return percent(value);
    case 'calls/s':
    case 'tokens/s': {
      const { value: text, unit: size } = count(value);
      return { value: text, unit: `${size}/s` };
    }
    default:
      return count(value);
  }
}

/** The same in one text: `2.91 s`, `$0.0041`, `0.84 %`, `1.28 M`. */
export function text(value: number, unit: Unit): string {
  const { prefix = '', value: digitsOf, unit: word } = figure(value, unit);
  return word === '' ? prefix + digitsOf : `${prefix}${digitsOf}\u00a0${word}`;
}

const SCALES = [1, 1e3, 1e6, 1e9, 1e12, 60_000, 3_600_000, 0.01];

/** The mark of an axis that ends at `max`: one unit for all of them, no more digits than needed: `1.5 s`. */
export function tick(value: number, max: number, unit: Unit): string {
  if (value === 0) return '0';
  const { value: shown, unit: word, prefix = '' } = figure(max, unit);
  // The size of the largest mark sets the unit of all.
  const about = max / Number(shown.replaceAll(',', ''));
  const scale = SCALES.find((known) => Math.abs(about / known - 1) < 0.02) ?? about;
  const digitsOf = Number((value / scale).toPrecision(3));
  const number = digitsOf >= 1000 ? grouped.format(digitsOf) : String(digitsOf);
  return `${prefix}${number}${word === '' ? '' : `\u00a0${word}`}`;
}

/** A whole count with all its digits: 1,284,310. */
export const exact = (value: number): string => grouped.format(value);

/** Bytes: 512 B, 1.5 MB. */
export function bytes(value: number): string {
  const power = value < 1000 ? 0 : Math.min(5, Math.floor(Math.log10(value) / 3));
  return `${power === 0 ? value : digits(value / 1000 ** power)}\u00a0${['B', 'kB', 'MB', 'GB', 'TB', 'PB'][power]}`;
}

/** `1 call`, `2 calls`. */
export const plural = (n: number, word: string): string => `${exact(n)} ${word}${n === 1 ? '' : 's'}`;
