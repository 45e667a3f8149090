import { withFilter } from './filter.ts';
import { TOO_FEW } from './format.ts';
import type { Compare, Filter } from './model.ts';
import { pieces } from './visible.ts';

/** Both sides of a comparison, in words. */
export interface Sides {
  /** Beside a figure: `now`, `version 5`. */
  now: string;
  /** The other one: `before`, `version 3`. */
  before: string;
  /** What is compared with, as a noun: `the period before`. */
  against: string;
  /**
   * Other calls in the same stretch of time, not the same ones then and now. Their totals say how much traffic each got and
   * nothing about either, so they are never a change.
   */
  apart: boolean;
  /** Fewer calls than this, on either side, are too few to judge means, rates and percentiles by. */
  fewest: number;
}

export const PERIODS: Sides = {
  now: 'now',
  before: 'before',
  against: 'the period before',
  apart: false,
  fewest: TOO_FEW,
};

/** Evidence that two kinds of calls need before one is called better: 100 each. */
export const EACH = 100;

/** Two versions of a prompt: the one the view is filtered by, and the one it is held against. */
export interface Versions {
  prompt: string;
  now: string;
  before: string;
}

const VERSION = 'prompt_version';
const isEqual = (filter: Filter, field: string): boolean => filter.op === 'eq' && filter.field === field;

/** `prompt_version:3` */
export const encodeVersion = (version: string): string => `${VERSION}:${version}`;

/** The versions compared by the address: it must name the prompt and one version among its filters, the other one in `vs`. */
export function versionsOf(vs: string | undefined, chips: readonly Filter[]): Versions | undefined {
  if (!vs?.startsWith(`${VERSION}:`)) return undefined;
  const before = vs.slice(VERSION.length + 1);
  const [prompt, now] = ['prompt', VERSION].map((field) => chips.find((chip) => isEqual(chip, field))?.value);
  const known = typeof prompt === 'string' && typeof now === 'string' && before !== '' && before !== now;
  return known ? { prompt, now, before } : undefined;
}

/** The same filters, for the other version. */
export const forVersion = (filters: readonly Filter[], version: string): Filter[] =>
  withFilter(filters, { field: VERSION, op: 'eq', value: version });

const LONGEST = 16;

/** `version 5`; what hides in a name is a dot, a long one is cut. */
export function versionWords(version: string): string {
  const seen = pieces(version.slice(0, 256))
    .map((piece) => ('text' in piece ? piece.text : '·'))
    .join('');
  const characters = [...seen];
  return `version ${characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : seen}`;
}

/** What a view compares with: `vs` of the address beside its filters. */
export function comparisonOf(
  vs: string | undefined,
  chips: readonly Filter[],
  filter: readonly Filter[],
): { compare: Compare | undefined; sides: Sides; versions: Versions | undefined } {
  const versions = versionsOf(vs, chips);
  if (versions) {
    const other = versionWords(versions.before);
    const sides = { now: versionWords(versions.now), before: other, against: other, apart: true, fewest: EACH };
    return { compare: { filter: forVersion(filter, versions.before) }, sides, versions };
  }
  const sides = vs === 'week' ? { ...PERIODS, against: 'a week earlier' } : PERIODS;
  return { compare: vs === 'off' ? undefined : vs === 'week' ? 'week' : 'previous', sides, versions };
}
