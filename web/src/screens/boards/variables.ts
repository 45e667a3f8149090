import type { Tile, Variable } from '../../boards.ts';
import { isNumeric } from '../../filter.ts';
import type { Filter } from '../../model.ts';

/** The name of the variable that a filter's value stands for: `$customer` → `customer`. */
export const variableOf = (value: Filter['value']): string | undefined =>
  typeof value === 'string' ? /^\$([a-z][a-z0-9_]{0,31})$/.exec(value)?.[1] : undefined;

/** What is chosen, by name: `var=customer:acme` of the address, or else the default. Nothing = not there. */
export function chosenOf(variables: readonly Variable[], given: readonly string[] = []): Map<string, string> {
  const said = new Map(given.map((one) => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1)]));
  const known = variables.map(({ name, default: usual }) => [name, said.get(name) ?? usual ?? ''] as const);
  return new Map(known.filter(([, value]) => value !== ''));
}

/** The `var` parameter with one value chosen, or none (undefined); the default is not written down. */
export function withChoice(
  variables: readonly Variable[],
  given: readonly string[] = [],
  name: string,
  value: string | undefined,
): string[] | undefined {
  const usual = variables.find((one) => one.name === name)?.default ?? '';
  const others = given.filter((one) => !one.startsWith(`${name}:`));
  const next = (value ?? '') === usual ? others : [...others, `${name}:${value ?? ''}`];
  return next.length > 0 ? next : undefined;
}

/** The filters of a tile with variables put in; one whose variable has no value is left out. */
export const filtersOf = ({ filter }: Pick<Tile, 'filter'>, chosen: ReadonlyMap<string, string>): Filter[] =>
  filter.flatMap((one) => {
    const name = variableOf(one.value);
    if (name === undefined) return [one];
    const value = chosen.get(name);
    return value === undefined ? [] : [{ ...one, value: isNumeric(one.field) ? Number(value) : value }];
  });

/** A variable's name as people read it. */
export const variableTitle = ({ title, field }: Variable): string =>
  title ?? `${field.charAt(0).toUpperCase()}${field.slice(1).replaceAll('_', ' ')}`;

/** A name for a variable on a field: `metadata.plan` → `plan`. */
export function variableName(field: string, taken: readonly string[]): string {
  const word = field
    .replace(/^(metadata|score)\./, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+/, '');
  const base = word.slice(0, 28) || 'value';
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}_${n}`;
    if (!taken.includes(name)) return name;
  }
}
