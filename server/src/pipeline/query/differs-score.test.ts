import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPARED } from './differs-fields.ts';
import { type Looked, ranked } from './differs-score.ts';
import { ALL, METADATA, type ValueRow } from './differs-sql.ts';

/** Numbers that look random and are the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A value of a field for a call. */
type Draw = (selected: boolean) => string;
const NONE: ReadonlySet<string> = new Set();

/** What the engine would answer of so many calls, whose fields (`model`, `metadata.<key>`) are drawn one by one. */
function answer({ selected, rest }: Looked, fields: Record<string, Draw>): ValueRow[] {
  const rows = Object.entries(fields).flatMap(([name, draw]) => {
    const place = COMPARED.findIndex((field) => field.name === name);
    const counts = new Map<string, [number, number]>();
    for (let i = 0; i < selected + rest; i++) {
      const value = draw(i < selected);
      const pair = counts.get(value) ?? [0, 0];
      counts.set(value, pair);
      pair[i < selected ? 0 : 1]++;
    }
    counts.delete('');
    const known = [...counts.values()].reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    return Array.from(counts, ([value, pair]) => ({
      field: place < 0 ? METADATA : place,
      key: place < 0 ? name.slice('metadata.'.length) : '',
      value,
      selected: pair[0],
      rest: pair[1],
      known_selected: known[0],
      known_rest: known[1],
    }));
  });
  const all = { selected, rest, known_selected: selected, known_rest: rest };
  return [...rows, { field: ALL, key: '', value: 'all', ...all }];
}

/** A number as the engine says it: two digits, a power of ten. */
const step = (value: number): string => {
  const power = Math.floor(Math.log10(value)) - 1;
  return String((power + 50) * 100 + Math.floor(value / 10 ** power));
};

/** Fields of every kind that know nothing of the selection: few values, many, skewed, missing, amounts. */
const chance = (roll: () => number): Record<string, Draw> => ({
  model: () => `m${Math.floor(roll() * 4)}`,
  prompt: () => (roll() < 0.3 ? '' : `p${Math.floor(roll() ** 3 * 40)}`),
  user: () => `u${Math.floor(roll() * 5000)}`,
  session: () => `s${Math.floor(roll() ** 4 * 900)}`,
  status: () => (roll() < 0.01 ? 'error' : 'ok'),
  duration_ms: () => step(100 + 5000 * roll() ** 4),
  cost: () => (roll() < 0.2 ? '' : step(0.001 + roll())),
  'metadata.region': () => ['eu', 'us'][Math.floor(roll() * 2)]!,
  'metadata.build': () => `b${Math.floor(roll() * 200)}`,
});

describe('where only chance is at work', () => {
  it.each([
    { selected: 12, rest: 2000 },
    { selected: 300, rest: 2000 },
    { selected: 1000, rest: 1000 },
  ])('hardly any comparison of %j finds anything', (looked) => {
    const roll = dice(looked.selected);
    let wrong = 0;
    const tries = 60;
    for (let i = 0; i < tries; i++)
      wrong += Number(ranked(answer(looked, chance(roll)), looked, NONE).some(({ significant }) => significant));
    // One in a hundred is what is promised; three standard deviations of that are allowed.
    expect(wrong).toBeLessThanOrEqual(3);
  });
});

it('a planted difference is found first, in a field of few values or of thousands', () => {
  const looked = { selected: 200, rest: 4000 };
  for (const name of ['model', 'user', 'metadata.build', 'prompt']) {
    const roll = dice(3);
    const plain = chance(roll);
    const planted: Draw = (selected) => (selected && roll() < 0.4 ? 'culprit' : (plain[name]?.(selected) ?? ''));
    const found = ranked(answer(looked, { ...plain, [name]: planted }), looked, NONE);
    expect([found[0]?.field, found[0]?.significant, found[0]?.values[0]?.value]).toEqual([name, true, 'culprit']);
    expect(found.filter(({ significant }) => significant)).toHaveLength(1);
  }
});

it('the order in which the engine answers changes nothing', () => {
  const looked = { selected: 80, rest: 400 };
  const rows = answer(looked, chance(dice(11)));
  const expected = ranked(rows, looked, NONE);
  fc.assert(
    fc.property(fc.infiniteStream(fc.integer()), (keys) => {
      const mixed = rows.map((row) => ({ row, key: keys.next().value })).sort((a, b) => a.key - b.key);
      expect(
        ranked(
          mixed.map(({ row }) => row),
          looked,
          NONE,
        ),
      ).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

it('fields that made the selection, and fields of one value, are not told', () => {
  const looked = { selected: 50, rest: 50 };
  const rows = answer(looked, { status: (selected) => (selected ? 'error' : 'ok'), model: () => 'only' });
  expect(ranked(rows, looked, new Set(['status']))).toEqual([]);
  expect(ranked(rows, looked, NONE).map(({ field }) => field)).toEqual(['status']);
  expect(ranked(rows, { selected: 0, rest: 100 }, NONE)).toEqual([]);
});
