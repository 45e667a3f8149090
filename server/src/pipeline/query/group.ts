import { InvalidInput } from '../../lib/errors.ts';
import type { Params } from '../store/engine.ts';
import { parseField } from './fields.ts';

/** One field that rows are grouped by: an expression over `telltale.spans` (or a cube) that gives text, '' where it is unknown. */
export interface Group {
  name: string;
  sql: string;
  params: Params;
  /** The text is a number's. */
  number?: true;
}

/** What may be grouped by. Throws `InvalidInput` naming `group_by[i]`. */
export function groupsOf(names: readonly string[]): Group[] {
  return names.map((name, i) => {
    const path = `group_by[${i}]`;
    if (names.indexOf(name) !== i) throw new InvalidInput(path, `\`${name}\` is there twice`);
    return groupOf(name, path, i);
  });
}

function groupOf(name: string, path: string, position: number): Group {
  const field = parseField(name);
  if (!field) throw new InvalidInput(path, `there is no field \`${name}\``);
  if (field.kind === 'metadata') {
    const key = `g${position}_key`;
    return { name, sql: `metadata[{${key}:String}]`, params: { [key]: field.key } };
  }
  if (field.kind === 'score' || field.type === 'time' || field.type === 'map' || field.use === 'text')
    throw new InvalidInput(path, `cannot group by \`${name}\``);
  if (field.type === 'string') return { name, sql: field.name, params: {} };
  if (field.type === 'tags')
    return { name, sql: `arrayJoin(if(empty(${field.name}), [''], ${field.name}))`, params: {} };
  return {
    name,
    sql: `ifNull(toString(${field.name}), '')`,
    params: {},
    ...(field.type === 'number' && { number: true }),
  };
}
