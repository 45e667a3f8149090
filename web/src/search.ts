import { z } from 'zod/mini';
import { isRange } from './time.ts';

/** Hostile or outdated values are dropped rather than breaking a link. */
const word = (max: number) => z.catch(z.optional(z.string().check(z.maxLength(max))), undefined);

/** One or several, as a key that may be repeated holds them. */
const words = () =>
  z.catch(
    z.optional(
      z.union([
        z.pipe(
          z.string(),
          z.transform((one) => [one]),
        ),
        z.array(z.string()).check(z.maxLength(64)),
      ]),
    ),
    undefined,
  );

/**
 * The state of the app: everything one sees is in the URL, so that a link shows the same picture and Back undoes.
 * Absent = the default. `retained` travels along from screen to screen, `own` belongs to one screen.
 */
const retained = {
  project: word(100),
  /** RFC 3339, or relative (`now-24h`) and then it stays relative. */
  from: word(64),
  to: word(64),
  /**
   * What numbers are compared with; absent = the previous period. `prompt_version:3` = version 3 of the prompt: `f` names the
   * prompt and the version that is looked at (`prompt:eq:checkout`, `prompt_version:eq:5`), or else it says nothing.
   */
  vs: z.catch(
    z.optional(
      z.union([z.enum(['off', 'previous', 'week']), z.string().check(z.maxLength(300), z.regex(/^prompt_version:/))]),
    ),
    undefined,
  ),
  env: word(256),
  /** Filters as `field:op:value`. */
  f: words(),
  live: z.catch(z.optional(z.enum(['1'])), undefined),
};

const own = {
  /** Words to search for. */
  q: word(512),
  /** Grouping of a table. */
  by: word(256),
  /** Sort order, e.g. `-cost`. */
  sort: word(65),
  /** Which of a screen's rows or parts is open. */
  sel: word(512),
  /** The enlarged chart. */
  chart: word(64),
  /** Kind of rows: calls, spans or traces. */
  scope: z.catch(z.optional(z.enum(['calls', 'spans', 'traces'])), undefined),
  /** Columns of a table, comma-separated. */
  cols: word(512),
  /** How a trace is laid out. */
  as: z.catch(z.optional(z.enum(['conversation'])), undefined),
  /** Selected span of a trace. */
  span: word(256),
  tab: word(64),
  /** The detector whose evidence is marked in the texts of a call; absent = every one's. */
  mark: word(64),
  /** Trace that a trace is compared with. */
  against: word(256),
  /** The box drawn on a heat map: `<from>~<to>~<low>~<high>`, times in RFC 3339, latencies in ms. */
  box: word(128),
  /** Calls compared with the rest of the view: filters as in `f`, a stretch of time as `time:gte:…` and `time:lt:…`. */
  diff: words(),
  /** Values chosen for the variables of a board, as `name:value`; without a value = none in the place of the default. */
  var: words(),
  /** Where to go after signing in. */
  next: word(2048),
};

const schema = z.object({ ...retained, ...own });

export type Search = z.infer<typeof schema>;
export const RETAINED = Object.keys(retained) as (keyof Search)[];

/** Search parameters as state; a range that can't be read falls back to the default. */
export function parseState(params: Record<string, unknown>): Search {
  const search = schema.parse(params);
  if (isRange({ from: search.from ?? 'now-24h', to: search.to ?? 'now' })) return search;
  const { from: _from, to: _to, ...rest } = search;
  return rest;
}

/** `?a=1&f=x&f=y` → `{a: '1', f: ['x', 'y']}`; every value stays text. */
export function parseParams(query: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(query)) {
    const before = found[key];
    found[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return found;
}

/** The way back, with what is legible left legible. */
export function writeParams(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== '') params.append(key, String(one));
  }
  const text = params.toString().replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%2F/g, '/');
  return text === '' ? '' : `?${text}`;
}
