import type { Prepared } from './asked.ts';
import { cubeOf } from './plan.ts';

/**
 * Questions in bundles that one statement may answer: of the same calls and times, without steps, in the same order, and each in
 * a cube of its own. A total fits any order: it is one row.
 */
export function bundlesOf(questions: readonly Prepared[]): Prepared[][] {
  const bundles = new Map<string, Prepared[]>();
  const alone: Prepared[][] = [];
  for (const one of questions.toSorted((a, b) => b.asked.groups.length - a.asked.groups.length)) {
    const key = keyOf(one);
    const bundle = key === undefined ? undefined : bundles.get(key);
    if (bundle && fits(one, bundle)) bundle.push(one);
    else if (key !== undefined && !bundle) bundles.set(key, [one]);
    else alone.push([one]);
  }
  return [...bundles.values(), ...alone];
}

/** What questions of a bundle share; undefined when rows are needed or times are told apart. */
function keyOf({ query: { filter, range, compare }, asked }: Prepared): string | undefined {
  const cube = asked.rowsOnly || asked.step ? undefined : cubeOf(asked.fields);
  return cube && typeof compare !== 'object' ? JSON.stringify([filter, range, compare]) : undefined;
}

function fits({ asked }: Prepared, bundle: readonly Prepared[]): boolean {
  const cube = cubeOf(asked.fields);
  if (bundle.some((other) => cubeOf(other.asked.fields) === cube)) return false;
  const first = bundle[0]?.asked;
  const { order, limit, groups } = asked;
  const byGroup = groups.some(({ name }) => order === name || order === `-${name}`);
  return !groups.length || (first?.order === order && first.limit === limit && !byGroup);
}
