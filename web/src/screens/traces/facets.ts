import type { Filter } from '../../model.ts';

type Value = string | number;

/** What a field is held to by the filter. */
export function chosenOf(chips: readonly Filter[], field: string): { only: string[]; not: string[] } {
  const values = (...ops: Filter['op'][]) =>
    chips
      .filter((chip) => chip.field === field && ops.includes(chip.op))
      .flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)]));
  return {
    only: values('eq', 'in', ...(field === 'tags' ? (['contains'] as const) : [])),
    not: values('ne', 'not_in'),
  };
}

/** The filter after a value was picked or dropped: several values of a field are alternatives. */
export function toggleOnly(chips: readonly Filter[], field: string, value: Value): Filter[] {
  const { only } = chosenOf(chips, field);
  const next = only.includes(String(value)) ? only.filter((one) => one !== String(value)) : [...only, String(value)];
  return [...others(chips, field, ['eq', 'in']), ...conditions(field, next, 'eq', 'in')];
}

/** The filter after a value was shut out or let in again. */
export function toggleNot(chips: readonly Filter[], field: string, value: Value): Filter[] {
  const { only, not } = chosenOf(chips, field);
  const next = not.includes(String(value)) ? not.filter((one) => one !== String(value)) : [...not, String(value)];
  return [
    ...others(chips, field, ['eq', 'in', 'ne', 'not_in']),
    // What is shut out can't be asked for as well.
    ...conditions(
      field,
      only.filter((one) => !next.includes(one)),
      'eq',
      'in',
    ),
    ...conditions(field, next, 'ne', 'not_in'),
  ];
}

const others = (chips: readonly Filter[], field: string, ops: Filter['op'][]): Filter[] =>
  chips.filter((chip) => chip.field !== field || !ops.includes(chip.op));

function conditions(field: string, values: string[], one: Filter['op'], many: Filter['op']): Filter[] {
  const [first] = values;
  if (first === undefined) return [];
  const typed = field === 'http_status' ? values.map(Number) : values;
  return [values.length === 1 ? { field, op: one, value: typed[0] ?? first } : { field, op: many, value: typed }];
}
