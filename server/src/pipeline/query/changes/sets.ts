import type { Dimension } from './cell.ts';

/** Every value of each dimension and every pair of values, as what cells belong to. Made once, used for every number. */
export interface Sets {
  /** By number: singles before the pairs they are in. */
  all: { dimensions: readonly Dimension[]; keys: readonly string[] }[];
  /** Numbers of the sets that a cell is in, by the cell's position. */
  of: readonly (readonly number[])[];
}

interface Member {
  values: readonly string[];
  /** Calls in both periods. */
  calls: number;
}

/** Values of one dimension that are told apart, the most frequent ones; the rest is in no set. */
const MOST_VALUES = 200;

export function setsOf(members: readonly Member[], dimensions: readonly Dimension[]): Sets {
  const all: Sets['all'] = [];
  const numbers = new Map<string, number>();
  const numberOf = (chosen: readonly number[], keys: readonly string[]): number => {
    const name = `${chosen.join()}\0\0${keys.join('\0\0')}`;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    all.push({ dimensions: chosen.map((d) => dimensions[d]!), keys });
    numbers.set(name, all.length - 1);
    return all.length - 1;
  };
  const frequent = dimensions.map(({ at }) => mostFrequent(members, at));
  const of = members.map(({ values }) => {
    const keys = dimensions.map(({ at }, d) => {
      const key = keyOf(values, at);
      return frequent[d]!.has(key) ? key : undefined;
    });
    const own: number[] = [];
    keys.forEach((key, d) => {
      if (key !== undefined) own.push(numberOf([d], [key]));
    });
    keys.forEach((key, d) => {
      for (let other = d + 1; other < keys.length; other++) {
        const second = keys[other];
        if (key === undefined || second === undefined || !apart(dimensions[d]!, dimensions[other]!)) continue;
        own.push(numberOf([d, other], [key, second]));
      }
    });
    return own;
  });
  return { all, of };
}

export const keyOf = (values: readonly string[], at: readonly number[]): string => at.map((i) => values[i]).join('\0');

function mostFrequent(members: readonly Member[], at: readonly number[]): ReadonlySet<string> {
  const calls = new Map<string, number>();
  for (const member of members) {
    const key = keyOf(member.values, at);
    calls.set(key, (calls.get(key) ?? 0) + member.calls);
  }
  const ranked = [...calls].sort((a, b) => b[1] - a[1]).slice(0, MOST_VALUES);
  return new Set(ranked.map(([key]) => key));
}

/** Dimensions that share a field are one within the other. */
const apart = (a: Dimension, b: Dimension): boolean => !a.at.some((at) => b.at.includes(at));
