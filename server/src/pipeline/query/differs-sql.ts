import type { Params } from '../store/engine.ts';
import { COMPARED } from './differs-fields.ts';
import { type Draw, kept, within } from './differs-sample.ts';
import type { ResolvedRange } from './range.ts';
import type { Where } from './where.ts';

/** What is compared: the calls of the view that the selection takes, with those it leaves. */
export interface Sides {
  project: string;
  view: Where;
  /** Only filters; the time of the selection is `stretch`. */
  selection: Where;
  stretch: ResolvedRange;
}

interface Statement {
  sql: string;
  params: Params;
}

const FROM = 'FROM telltale.spans FINAL PREWHERE project = {project:String} AND';

const chosen = ({ selection, stretch }: Sides, params: Params): string =>
  `(${within([stretch], 'c', params)} AND (${selection.sql}))`;

const paramsOf = ({ project, view, selection }: Sides): Params => ({ project, ...view.params, ...selection.params });

/** How many calls there are on each side within the stretches: `selected` and `rest`. Reads what the filters need, and no more. */
export function sizeStatement(sides: Sides, own: readonly ResolvedRange[], rest: readonly ResolvedRange[]): Statement {
  const params = paramsOf(sides);
  const [inOwn, inRest] = [within(own, 's', params), within(rest, 'r', params)];
  const is = chosen(sides, params);
  return {
    sql:
      `SELECT countIf(${is} AND ${inOwn}) AS selected, countIf(NOT ${is} AND ${inRest}) AS rest ${FROM} (${inOwn} OR ${inRest}) ` +
      `WHERE is_call = 1 AND (${sides.view.sql})`,
    params,
  };
}

/** A row of the answer to `valuesStatement`: a value and the calls of each side that have it. */
export interface ValueRow {
  /** Place in `COMPARED`, or one of the two below. */
  field: number;
  /** Of `metadata`. */
  key: string;
  value: string;
  selected: number;
  rest: number;
  /** Calls that have any value of the field. */
  known_selected: number;
  known_rest: number;
}
export const METADATA = 254;
/** One row for all calls looked at. */
export const ALL = 255;

/** Values of one field that are brought back, the most frequent on both sides together first; amounts come in steps. */
const MAX_VALUES = 1000;
const MAX_ROWS = 20_000;
const MAX_KEYS = 64;
const LONGEST = 200;

/** Every known value of every field, of `metadata` too, with its calls on both sides: one pass over the rows of both draws. */
export function valuesStatement(sides: Sides, own: Draw, rest: Draw): Statement {
  const params = paramsOf(sides);
  const is = chosen(sides, params);
  const inRest = within(rest.stretches, 'r', params);
  const span = within(own.stretches, 's', params);
  const view = `is_call = 1 AND (${sides.view.sql})`;
  const inOwn = own.sought ? `time IN (SELECT time ${FROM} ${span} WHERE ${view} AND ${is})` : span;
  const [keepOwn, keepRest] = [kept(own.keep, 'keep_own', params), kept(rest.keep, 'keep_rest', params)];
  const rows =
    `SELECT is, arrayJoin(${TUPLES}) AS one FROM (SELECT *, ${is} AS is ${FROM} (${inOwn} OR ${inRest}) WHERE ${view} AND ` +
    `if(is, ${inOwn} AND ${keepOwn}, ${inRest} AND ${keepRest}))`;
  const counted =
    'SELECT one.1 AS field, one.2 AS key, one.3 AS value, countIf(is) AS selected, countIf(NOT is) AS rest, ' +
    'sum(selected) OVER of AS known_selected, sum(rest) OVER of AS known_rest ' +
    `FROM (${rows}) WHERE one.3 != '' GROUP BY field, key, value WINDOW of AS (PARTITION BY field, key)`;
  return {
    sql:
      `SELECT * FROM (${counted}) ORDER BY known_selected + known_rest DESC, field, key, selected + rest DESC, value ` +
      `LIMIT ${MAX_VALUES} BY field, key LIMIT ${MAX_ROWS}`,
    params,
  };
}

/** `(field, key, value)` of everything a row says. */
const TUPLES = `arrayConcat([${[
  ...COMPARED.flatMap(({ kind, sql }, i) => (kind === 'tags' ? [] : [`(toUInt8(${i}), '', toString(${sql}))`])),
  `(toUInt8(${ALL}), '', 'all')`,
].join(', ')}], ${[
  ...COMPARED.flatMap(({ kind, sql }, i) =>
    kind === 'tags'
      ? [`arrayMap(tag -> (toUInt8(${i}), '', substringUTF8(tag, 1, ${LONGEST})), arrayDistinct(${sql}))`]
      : [],
  ),
  `arraySlice(arrayMap((key, value) -> (toUInt8(${METADATA}), toString(key), substringUTF8(value, 1, ${LONGEST})), ` +
    `mapKeys(metadata), mapValues(metadata)), 1, ${MAX_KEYS})`,
].join(', ')})`;
