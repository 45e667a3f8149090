import type { Range } from './model.ts';

export const DEFAULT_RANGE: Range = { from: 'now-24h', to: 'now' };

/** Ranges one keystroke away, shortest first. */
export const PRESETS: { range: Range; label: string; short: string }[] = [
  { range: { from: 'now-15m', to: 'now' }, label: 'Last 15 minutes', short: '15 m' },
  { range: { from: 'now-1h', to: 'now' }, label: 'Last hour', short: '1 h' },
  { range: { from: 'now-6h', to: 'now' }, label: 'Last 6 hours', short: '6 h' },
  { range: { from: 'now-24h', to: 'now' }, label: 'Last 24 hours', short: '24 h' },
  { range: { from: 'now-7d', to: 'now' }, label: 'Last 7 days', short: '7 d' },
  { range: { from: 'now-14d', to: 'now' }, label: 'Last 14 days', short: '14 d' },
  { range: { from: 'now-30d', to: 'now' }, label: 'Last 30 days', short: '30 d' },
  { range: { from: 'now-90d', to: 'now' }, label: 'Last 90 days', short: '90 d' },
];

const UNIT_MS: Record<string, number> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/** Milliseconds of a step such as `5m` or `1d`; NaN when it is none. */
export function stepMs(step: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(step) ?? [];
  return Number(count) * (UNIT_MS[unit] ?? Number.NaN);
}

/** A step in words, after “per”: `15 min`, `hour`, `7 days`. */
export function stepWords(ms: number): string {
  const [unit, one, many] = STEP_WORDS.find(([size]) => ms >= size && ms % size === 0) ?? [1000, 'second', 's'];
  const count = ms / unit;
  return count === 1 ? one : `${count} ${many}`;
}

const STEP_WORDS: [number, string, string][] = [
  [864e5, 'day', 'days'],
  [36e5, 'hour', 'h'],
  [6e4, 'minute', 'min'],
];

/** A point in time as epoch milliseconds: RFC 3339, `now` or `now-24h`; NaN when it is neither. */
export function instant(text: string, now = Date.now()): number {
  if (text === 'now') return now;
  return text.startsWith('now-') ? now - stepMs(text.slice(4)) : Date.parse(text);
}

/** The range as epoch milliseconds. */
export const resolve = ({ from, to }: Range, now = Date.now()): { from: number; to: number } => ({
  from: instant(from, now),
  to: instant(to, now),
});

const SMALL_STEPS = ['1m', '5m', '15m', '1h', '6h', '1d', '7d', '28d'];
const SMALL_MOST = 32;

/** The step of a line no wider than a word: more points could not be told apart, and each costs a sketch for each group. */
export function smallStep(range: Range): string {
  const { from, to } = resolve(range);
  return SMALL_STEPS.find((step) => (to - from) / stepMs(step) <= SMALL_MOST) ?? '364d';
}

/** Whether both ends can be read and come in order. */
export function isRange({ from, to }: Range): boolean {
  const { from: start, to: end } = resolve({ from, to }, 0);
  return start < end;
}

/** A fixed range of at least a second. */
export const fixed = (from: number, to: number): Range => ({
  from: new Date(Math.floor(from)).toISOString(),
  to: new Date(Math.ceil(Math.max(to, from + 1000))).toISOString(),
});

/** The range moved by half of itself into the past (-1) or the future (+1), never beyond now. */
export function shift(range: Range, direction: -1 | 1, now = Date.now()): Range {
  const { from, to } = resolve(range, now);
  const by = direction * Math.round((to - from) / 2);
  const moved = Math.min(by, now - to);
  if (direction === 1 && moved <= 0) return range;
  return fixed(from + moved, to + moved);
}

/** The range twice as wide around its middle, never beyond now. */
export function zoomOut(range: Range, now = Date.now()): Range {
  const { from, to } = resolve(range, now);
  const half = (to - from) / 2;
  const end = Math.min(to + half, now);
  return fixed(end - 4 * half, end);
}

/** `Last 24 hours`, or `24 Nov 14:00 – 15:30`. */
export function rangeWords(range: Range): string {
  const preset = PRESETS.find((known) => known.range.from === range.from && known.range.to === range.to);
  if (preset) return preset.label;
  const relative = /^now-(\d+)([smhdw])$/.exec(range.from);
  if (relative && range.to === 'now') return `Last ${relative[1]} ${UNIT_WORDS[relative[2] ?? '']}`;
  const { from, to } = resolve(range);
  return SPAN_FORMAT.formatRange(from, to);
}

const UNIT_WORDS: Record<string, string> = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };

// British order with a 24-hour clock reads the same everywhere; the zone is the reader's own.
const LOCALE = 'en-GB';
const clock = { hour: '2-digit', minute: '2-digit' } as const;
const SPAN_FORMAT = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', ...clock });
const CLOCK = new Intl.DateTimeFormat(LOCALE, clock);
const SECONDS = new Intl.DateTimeFormat(LOCALE, { ...clock, second: '2-digit' });
const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const WHOLE = new Intl.DateTimeFormat(LOCALE, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  ...clock,
  second: '2-digit',
  fractionalSecondDigits: 3,
  timeZoneName: 'short',
});

export const clockTime = (at: number | string): string => CLOCK.format(new Date(at));
export const secondsTime = (at: number | string): string => SECONDS.format(new Date(at));
export const dayTime = (at: number | string): string => DAY.format(new Date(at));
/** Everything there is to say about a moment, zone included. */
export const wholeTime = (at: number | string): string => WHOLE.format(new Date(at));

/** `14:05 – 14:10`: a bucket of a chart, with the day when it isn't shown by its neighbours. */
export function bucketTime(from: number, step: number): string {
  if (step >= 864e5) return step === 864e5 ? DAY.format(from) : DAY.formatRange(from, from + step - 1);
  return SPAN_FORMAT.formatRange(from, from + step);
}

/** `3 min ago`. */
export function ago(at: number | string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - new Date(at).getTime()) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 129_600 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} days ago`;
}

/** The reader's zone as an offset: `UTC+1`. */
export function zoneWords(now = Date.now()): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'shortOffset' }).formatToParts(now);
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC').replace('GMT', 'UTC');
}
