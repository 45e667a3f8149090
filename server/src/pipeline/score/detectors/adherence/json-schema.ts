import { CannotTell } from './checker.ts';
import { matches, stepsOf } from './pattern.ts';

/**
 * JSON Schema (2020-12, and what draft 7 wrote otherwise) by walking it: no code is generated, nothing is fetched, and
 * every walk ends after {@link STEPS}. `$ref` leads within the document only. What is not known throws {@link CannotTell}
 * instead of passing; `format` is a remark, as the standard has it.
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Schema = { [keyword: string]: Json };

/** Steps of one walk, and how deep it may go. */
const STEPS = 20_000;
const DEPTH = 100;

/** Why a value breaks its schema: where, as a JSON pointer, and what is wrong. */
export interface Fault {
  at: string;
  what: string;
}

interface Walk {
  root: Json;
  left: number;
}

/** Where a walk is: in the value, and how deep. */
interface Here {
  at: string;
  depth: number;
}

/** The first fault of a value, or nothing. */
export function faultOf(schema: unknown, value: unknown): Fault | undefined {
  const root = schema as Json;
  return visit({ root, left: STEPS }, root, value as Json, { at: '', depth: 0 });
}

function visit(walk: Walk, schema: Json | undefined, value: Json, here: Here): Fault | undefined {
  if (--walk.left < 0 || here.depth > DEPTH) throw new CannotTell('schema too complex');
  if (schema === true) return;
  if (schema === false) return { at: here.at, what: 'not allowed' };
  if (!isObject(schema)) throw new CannotTell('not a schema');
  const deeper = { at: here.at, depth: here.depth + 1 };
  for (const keyword in schema) {
    const rule = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    if (rule === undefined) continue;
    const fault = rule({ walk, schema, is: schema[keyword]!, value, here: deeper });
    if (fault) return fault;
  }
  return;
}

interface Step {
  walk: Walk;
  schema: Schema;
  /** What the keyword is set to. */
  is: Json;
  value: Json;
  here: Here;
}

type Rule = (step: Step) => Fault | undefined;

const fault = ({ here }: Step, what: string): Fault => ({ at: here.at || '/', what });
const passes = ({ walk, value, here }: Step, schema: Json) => visit(walk, schema, value, here) === undefined;
const inside = ({ walk, here }: Step, schema: Json | undefined, value: Json, key: string | number) =>
  visit(walk, schema, value, { at: `${here.at}/${key}`.slice(0, 200), depth: here.depth });

const isObject = (value: Json | undefined): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (object: Schema, key: string): Json | undefined => (Object.hasOwn(object, key) ? object[key] : undefined);
const listOf = (value: Json): Json[] => {
  if (!Array.isArray(value)) throw new CannotTell('not a schema');
  return value;
};
const schemasOf = (value: Json | undefined): Schema => (isObject(value) ? value : {});

/** A rule about values of one type; others pass. */
function about<T extends Json>(
  is: (value: Json) => value is T,
  broken: (value: T, limit: Json) => boolean,
  what: string,
) {
  return (step: Step) =>
    is(step.value) && broken(step.value, step.is) ? fault(step, `${what} ${step.is}`) : undefined;
}

const number = (value: Json): value is number => typeof value === 'number';
const text = (value: Json): value is string => typeof value === 'string';
const list = (value: Json): value is Json[] => Array.isArray(value);
const object = (value: Json): value is Schema => isObject(value);
/** Length in signs, not in halves of them. */
const signs = (value: string) => {
  let n = 0;
  for (const _ of value) n++;
  return n;
};

const TYPES = new Map<string, (value: Json) => boolean>(
  Object.entries({
    null: (value) => value === null,
    boolean: (value) => typeof value === 'boolean',
    number,
    integer: (value) => Number.isInteger(value),
    string: text,
    array: list,
    object,
  }),
);

function typed({ is, value }: Step): boolean {
  return (Array.isArray(is) ? is : [is]).some((type) => {
    const test = TYPES.get(String(type));
    if (!test) throw new CannotTell('not a schema');
    return test(value);
  });
}

/** Whether a text is like a pattern; paid for in steps of the walk. */
function like({ walk }: Step, pattern: string, text: string): boolean {
  walk.left -= Math.ceil(stepsOf(pattern, text) / 500);
  if (walk.left < 0) throw new CannotTell('schema too complex');
  return matches(pattern, text);
}

/** Two values that say the same have one key. */
function keyOf(value: Json, walk: Walk): string {
  if (--walk.left < 0) throw new CannotTell('schema too complex');
  if (list(value)) return `[${value.map((item) => keyOf(item, walk)).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const parts = Object.keys(value).sort();
  return `{${parts.map((key) => `${JSON.stringify(key)}:${keyOf(value[key]!, walk)}`).join()}}`;
}

function target({ walk }: Step, ref: Json): Json {
  if (typeof ref !== 'string' || !ref.startsWith('#') || /^#[^/]/.test(ref))
    throw new CannotTell('a reference to elsewhere');
  let found: Json | undefined = walk.root;
  for (const part of ref.split('/').slice(1, DEPTH)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    found = Array.isArray(found) ? found[Number(key)] : isObject(found) ? own(found, key) : undefined;
  }
  if (found === undefined) throw new CannotTell('a reference to nothing');
  return found;
}

const unknown: Rule = () => {
  throw new CannotTell('a keyword of the schema is not known');
};

/** Elements of a list: the first ones by `prefixItems` (before 2020: `items` as a list), the rest by `items`. */
const items: Rule = (step) => {
  const { value, schema } = step;
  if (!list(value)) return;
  const first = list(step.is) ? step.is : list(schema.prefixItems ?? null) ? (schema.prefixItems as Json[]) : [];
  const rest = list(step.is) ? schema.additionalItems : step.is;
  for (let i = 0; i < value.length; i++) {
    const found = inside(step, i < first.length ? first[i] : (rest ?? true), value[i]!, i);
    if (found) return found;
  }
  return;
};

const contains: Rule = (step) => {
  const { value, schema } = step;
  if (!list(value)) return;
  const least = Number(schema.minContains ?? 1);
  const most = Number(schema.maxContains ?? Number.POSITIVE_INFINITY);
  const n = value.filter((item, i) => !inside(step, step.is, item, i)).length;
  return n < least || n > most ? fault(step, 'not the elements it must contain') : undefined;
};

/** Properties no other keyword names. */
const additional: Rule = (step) => {
  if (!isObject(step.value)) return;
  const named = schemasOf(step.schema.properties);
  const patterns = Object.keys(schemasOf(step.schema.patternProperties));
  for (const [key, value] of Object.entries(step.value)) {
    if (Object.hasOwn(named, key) || patterns.some((pattern) => like(step, pattern, key))) continue;
    const found = inside(step, step.is, value, key);
    if (found) return found;
  }
  return;
};

const properties: Rule = (step) => {
  if (!isObject(step.value)) return;
  for (const [key, schema] of Object.entries(schemasOf(step.is))) {
    const value = own(step.value, key);
    const found = value === undefined ? undefined : inside(step, schema, value, key);
    if (found) return found;
  }
  return;
};

const patternProperties: Rule = (step) => {
  if (!isObject(step.value)) return;
  for (const [pattern, schema] of Object.entries(schemasOf(step.is))) {
    for (const [key, value] of Object.entries(step.value)) {
      const found = like(step, pattern, key) ? inside(step, schema, value, key) : undefined;
      if (found) return found;
    }
  }
  return;
};

/** What must be there, or must hold, when a property is. */
const dependent: Rule = (step) => {
  if (!isObject(step.value)) return;
  for (const [key, then] of Object.entries(schemasOf(step.is))) {
    if (!Object.hasOwn(step.value, key)) continue;
    const found = list(then) ? required({ ...step, is: then }) : visit(step.walk, then, step.value, step.here);
    if (found) return found;
  }
  return;
};

const required: Rule = (step) => {
  const { value } = step;
  if (!isObject(value)) return;
  const missing = listOf(step.is).find((key) => !Object.hasOwn(value, String(key)));
  return missing === undefined ? undefined : fault(step, `without ${JSON.stringify(missing)}`);
};

const names: Rule = (step) => {
  if (!isObject(step.value)) return;
  for (const key of Object.keys(step.value)) {
    const found = inside(step, step.is, key, key);
    if (found) return found;
  }
  return;
};

const all: Rule = (step) => {
  for (const schema of listOf(step.is)) {
    const found = visit(step.walk, schema, step.value, step.here);
    if (found) return found;
  }
  return;
};

const KEYWORDS: Record<string, Rule | undefined> = {
  type: (step) => (typed(step) ? undefined : fault(step, `not ${list(step.is) ? step.is.join(' or ') : step.is}`)),
  enum: (step) => {
    const key = keyOf(step.value, step.walk);
    return listOf(step.is).some((one) => keyOf(one, step.walk) === key)
      ? undefined
      : fault(step, 'none of the values allowed');
  },
  const: (step) =>
    keyOf(step.is, step.walk) === keyOf(step.value, step.walk) ? undefined : fault(step, 'not the value asked for'),
  minimum: about(number, (value, limit) => value < Number(limit), 'below'),
  maximum: about(number, (value, limit) => value > Number(limit), 'above'),
  exclusiveMinimum: about(number, (value, limit) => number(limit) && value <= limit, 'not above'),
  exclusiveMaximum: about(number, (value, limit) => number(limit) && value >= limit, 'not below'),
  multipleOf: about(number, (value, limit) => !isMultiple(value, Number(limit)), 'no multiple of'),
  minLength: about(text, (value, limit) => signs(value) < Number(limit), 'shorter than'),
  maxLength: about(text, (value, limit) => signs(value) > Number(limit), 'longer than'),
  pattern: (step) =>
    text(step.value) && !like(step, String(step.is), step.value) ? fault(step, `not like ${step.is}`) : undefined,
  minItems: about(list, (value, limit) => value.length < Number(limit), 'fewer elements than'),
  maxItems: about(list, (value, limit) => value.length > Number(limit), 'more elements than'),
  minProperties: about(object, (value, limit) => Object.keys(value).length < Number(limit), 'fewer properties than'),
  maxProperties: about(object, (value, limit) => Object.keys(value).length > Number(limit), 'more properties than'),
  uniqueItems: (step) => {
    if (!list(step.value) || step.is !== true) return;
    const keys = new Set(step.value.map((item) => keyOf(item, step.walk)));
    return keys.size < step.value.length ? fault(step, 'an element twice') : undefined;
  },
  items,
  prefixItems: (step) => (step.schema.items === undefined ? items({ ...step, schema: {}, is: step.is }) : undefined),
  contains,
  properties,
  patternProperties,
  additionalProperties: additional,
  propertyNames: names,
  required,
  dependentRequired: dependent,
  dependentSchemas: dependent,
  dependencies: dependent,
  allOf: all,
  anyOf: (step) =>
    listOf(step.is).some((schema) => passes(step, schema)) ? undefined : fault(step, 'none of the forms allowed'),
  oneOf: (step) =>
    listOf(step.is).filter((schema) => passes(step, schema)).length === 1
      ? undefined
      : fault(step, 'not exactly one of the forms allowed'),
  not: (step) => (passes(step, step.is) ? fault(step, 'a form not allowed') : undefined),
  if: (step) => visit(step.walk, step.schema[passes(step, step.is) ? 'then' : 'else'] ?? true, step.value, step.here),
  $ref: (step) => visit(step.walk, target(step, step.is), step.value, step.here),
  $dynamicRef: unknown,
  $recursiveRef: unknown,
  unevaluatedItems: unknown,
  unevaluatedProperties: unknown,
};

function isMultiple(value: number, of: number): boolean {
  if (!(of > 0)) throw new CannotTell('not a schema');
  const ratio = value / of;
  return Math.abs(ratio - Math.round(ratio)) < 1e-9 * Math.max(1, Math.abs(ratio));
}
