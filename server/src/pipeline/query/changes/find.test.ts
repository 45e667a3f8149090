import { describe, expect, it } from 'vitest';
import type { Cell, Counts } from './cell.ts';
import { findChanges, type Known } from './find.ts';

/** Repeatable noise: mulberry32. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Random = () => number;
const normal = (next: Random): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

function poisson(mean: number, next: Random): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(next)));
  let [count, product] = [0, next()];
  while (product > Math.exp(-mean)) {
    count++;
    product *= next();
  }
  return count;
}

const MODELS = ['m0', 'm1', 'm2', 'm3'];
const VERSIONS = ['1', '2', '3', '4', '5'];
const PROMPTS = Array.from({ length: 12 }, (_, i) => `p${i}`);
const CALLS = 40_000;
const KNOWN: Known = { phi: { cost: 0.004, tokens: 900 }, p95: { before: 2000, after: 2000 } };

/** How a cell deviates in the period after: factors on its calls and its error rate. */
type Plant = (values: readonly string[]) => { calls?: number; errors?: number };

/** 4 models × 5 versions × 12 prompts of uneven size and quality, before and after. */
function generated(seed: number, plant: Plant, earlier: Plant = () => ({})): Cell[] {
  const next = random(seed);
  const size = (names: readonly string[]) => new Map(names.map((name) => [name, 0.3 + next()]));
  const [prompts, models, versions] = [size(PROMPTS), size(MODELS), size(VERSIONS)];
  const quality = size(MODELS);
  const keys = PROMPTS.flatMap((p) => MODELS.flatMap((m) => VERSIONS.map((v) => [p, v, m, 'openai', 'live'])));
  const weight = ([p, v, m]: readonly string[]) => prompts.get(p!)! * versions.get(v!)! * models.get(m!)!;
  const all = keys.reduce((sum, values) => sum + weight(values), 0);
  const counts = (values: readonly string[], planted: boolean): Counts => {
    const { calls = 1, errors = 1 } = planted ? plant(values) : earlier(values);
    const n = poisson((CALLS * weight(values) * calls) / all, next);
    const rate = 0.02 * (0.5 + quality.get(values[2]!)!);
    const failed = Math.min(n, poisson(n * rate * errors, next));
    const slow = Math.min(n, poisson(n * 0.05, next));
    return { n, errors: failed, slow, priced: n, cost: n * 0.002 * (1 + 0.02 * normal(next)), tokens: n * 900 };
  };
  return keys.map((values) => ({ values, before: counts(values, false), after: counts(values, true) }));
}

interface Case {
  plant: Plant;
  before?: Plant;
  wanted: string[];
  dominated?: string;
}

/** Share of 200 cases in which the first cause of the metric's change is the planted one. */
function firstShare(metric: string, caseOf: (next: Random) => Case): number {
  let hits = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const { plant, before, wanted, dominated } = caseOf(random(seed * 7919));
    const found = findChanges(generated(seed, plant, before), KNOWN).find(({ kind }) => kind.metric === metric);
    const right = dominated === undefined || found?.dominated === dominated;
    if (right && found?.causes[0]?.values.join() === wanted.join()) hits++;
  }
  return hits / 200;
}

const one = <T>(items: readonly T[], next: Random): T => items[Math.floor(next() * items.length)]!;

describe('generated cases', () => {
  it('a change of one value is found first', () => {
    const share = firstShare('error_rate', (next) => {
      const [at, wanted] = one(
        [
          [0, one(PROMPTS, next)],
          [2, one(MODELS, next)],
        ] as const,
        next,
      );
      return { wanted: [wanted], plant: (values) => (values[at] === wanted ? { errors: 5 } : {}) };
    });
    expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it('a change of a pair of values is found first', () => {
    const share = firstShare('error_rate', (next) => {
      const [prompt, model] = [one(PROMPTS, next), one(MODELS, next)];
      return {
        wanted: [prompt, model],
        plant: ([p, , m]) => (p === prompt && m === model ? { errors: 8 } : {}),
      };
    });
    expect(share).toBeGreaterThanOrEqual(0.7);
  });

  it('a version of a prompt counts as one value', () => {
    const share = firstShare('error_rate', (next) => {
      const [prompt, version] = [one(PROMPTS, next), one(VERSIONS, next)];
      return {
        wanted: [prompt, version],
        plant: ([p, v]) => (p === prompt && v === version ? { errors: 10 } : {}),
      };
    });
    expect(share).toBeGreaterThanOrEqual(0.9);
  });

  it('a change of the mix is found first', () => {
    const share = firstShare('calls', (next) => {
      const wanted = one(MODELS, next);
      return { wanted: [wanted], plant: ([, , m]) => (m === wanted ? { calls: 3 } : {}) };
    });
    expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it('a rate that rose because there are more of worse calls is a change of the mix', () => {
    const share = firstShare('error_rate', (next) => {
      const wanted = one(PROMPTS, next);
      return {
        wanted: [wanted],
        // Bad before as well as after; only how many there are changes.
        before: ([p]) => (p === wanted ? { errors: 8 } : {}),
        plant: ([p]) => (p === wanted ? { errors: 8, calls: 4 } : {}),
        dominated: 'mix',
      };
    });
    expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it('nothing is found where nothing changed', () => {
    let empty = 0;
    for (let seed = 1; seed <= 300; seed++)
      if (
        findChanges(
          generated(seed * 31, () => ({})),
          KNOWN,
        ).length === 0
      )
        empty++;
    expect(empty / 300).toBeGreaterThanOrEqual(0.99);
  });
});
