import { amountOf } from './differs-fields.ts';
import type { Pair } from './differs-statistics.ts';

/** Amounts from `from` (inclusive) to `to` (exclusive). */
export interface Bin {
  name: string;
  from?: number;
  to?: number;
  pair: Pair;
}

interface Step {
  at: number;
  pair: Pair;
}

const BINS = 10;

/**
 * Steps of amounts as the engine counts them ('' = unknown) as about ten bins that hold as many calls each, both sides
 * taken together; and the medians of both sides.
 */
export function binsOf(values: readonly { value: string; pair: Pair }[]): {
  bins: Bin[];
  unknown: Pair;
  median: { selected?: number; rest?: number };
} {
  const steps = values
    .filter(({ value }) => value !== '')
    .map(({ value, pair }) => ({ at: amountOf(value), pair }))
    .sort((a, b) => a.at - b.at);
  const median = { ...known('selected', medianOf(steps, 0)), ...known('rest', medianOf(steps, 1)) };
  return { bins: merged(steps), unknown: values.find(({ value }) => value === '')?.pair ?? [0, 0], median };
}

const known = <K extends string>(name: K, value: number | undefined): { [name in K]?: number } =>
  value === undefined ? {} : ({ [name]: value } as { [name in K]?: number });

function medianOf(steps: readonly Step[], side: 0 | 1): number | undefined {
  const half = steps.reduce((sum, { pair }) => sum + pair[side], 0) / 2;
  let seen = 0;
  return steps.find(({ pair }) => {
    seen += pair[side];
    return seen >= half && seen > 0;
  })?.at;
}

function merged(steps: readonly Step[]): Bin[] {
  const all = steps.reduce((sum, { pair }) => sum + pair[0] + pair[1], 0);
  const groups: Step[] = [];
  let seen = 0;
  let tenth = -1;
  for (const { at, pair } of steps) {
    // A step belongs to the tenth its middle lies in.
    const own = Math.min(BINS - 1, Math.floor(((seen + (pair[0] + pair[1]) / 2) / all) * BINS));
    seen += pair[0] + pair[1];
    const last = groups.at(-1);
    if (last && own === tenth) last.pair = [last.pair[0] + pair[0], last.pair[1] + pair[1]];
    else groups.push({ at, pair });
    tenth = own;
  }
  return groups.map(({ at, pair }, i) => {
    const to = groups[i + 1]?.at;
    const from = i === 0 ? undefined : at;
    return { name: nameOf(from, to, at), ...known('from', from), ...known('to', to), pair };
  });
}

const nameOf = (from: number | undefined, to: number | undefined, at: number): string =>
  from === undefined
    ? to === undefined
      ? `${at} and more`
      : `below ${to}`
    : to === undefined
      ? `${from} and more`
      : `${from} to ${to}`;
