import type { Params } from '../store/engine.ts';
import { COMPARED, LONGEST } from './differs-fields.ts';
import { type Draw, hint, kept, type Stretches, stretchesOf, within } from './differs-sample.ts';
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

const PLACE = 'PREWHERE project = {project:String} AND';
const FROM = `FROM telltale.spans FINAL ${PLACE}`;
/** Older versions of rows too, which lets the engine use its indexes of users and sessions: for where to look, not for what is there. */
const EVER = `FROM telltale.spans ${PLACE}`;

const chosen = ({ selection, stretch }: Sides, params: Params): string =>
  `(${within(stretchesOf(stretch, 1), 'c', params)} AND (${selection.sql}))`;

const paramsOf = ({ project, view, selection }: Sides): Params => ({ project, ...view.params, ...selection.params });

/** Where rows of either side may be. Stretches of both that are the same are told once. */
function place(own: Stretches, rest: Stretches, params: Params): string {
  Object.assign(params, { from: Math.min(own.from, rest.from), to: Math.max(own.to, rest.to) });
  const same = own.from === rest.from && own.to === rest.to && own.length === rest.length;
  return `time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} AND ${hint(same ? [rest] : [own, rest], params)}`;
}

/** How many calls there are on each side within the stretches: `selected` and `rest`. Reads what the filters need, and no more. */
export function sizeStatement(sides: Sides, own: Stretches, rest: Stretches): Statement {
  const params = paramsOf(sides);
  const is = chosen(sides, params);
  return {
    sql:
      `SELECT countIf(${is} AND ${within(own, 's', params)}) AS selected, ` +
      `countIf(NOT ${is} AND ${within(rest, 'r', params)}) AS rest ${FROM} ${place(own, rest, params)} ` +
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
/** Beyond every place in `COMPARED`; places have three digits in a statement. */
const FIRST = 100;
export const METADATA = 900;
/** One row for all calls looked at. */
export const ALL = 901;

/** Values of one field that are brought back, the most frequent on both sides together first; amounts come in steps. */
const MAX_VALUES = 1000;
const MAX_ROWS = 20_000;
const MAX_KEYS = 64;

/** Every known value of every field, of `metadata` too, with its calls on both sides: one pass over the rows of both draws. */
export function valuesStatement(sides: Sides, own: Draw, rest: Draw): Statement {
  const params = paramsOf(sides);
  const is = chosen(sides, params);
  const view = `is_call = 1 AND (${sides.view.sql})`;
  const [inOwn, inRest] = [within(own.stretches, 's', params), within(rest.stretches, 'r', params)];
  const [keepOwn, keepRest] = [kept(own.keep, 'keep_own', params), kept(rest.keep, 'keep_rest', params)];
  const where = own.sought
    ? `(time IN (SELECT time ${EVER} ${inOwn} WHERE ${view} AND ${is}) OR (${place(rest.stretches, rest.stretches, params)}))`
    : place(own.stretches, rest.stretches, params);
  const rows =
    `SELECT ${is} AS is, arrayJoin(${TEXTS}) AS one ${FROM} ${where} WHERE ${view} AND ` +
    `if(is, ${inOwn} AND ${keepOwn}, ${inRest} AND ${keepRest})`;
  const counted = `SELECT one, countIf(is) AS selected, countIf(NOT is) AS rest FROM (${rows}) WHERE length(one) > 3 GROUP BY one`;
  const told =
    `SELECT toUInt16(substring(one, 1, 3)) AS field, if(field = ${METADATA}, position(one, '\\0'), 0) AS split, ` +
    'substring(one, 4, greatest(0, split - 4)) AS key, substring(one, greatest(split + 1, 4)) AS value, selected, rest, ' +
    `sum(selected) OVER of AS known_selected, sum(rest) OVER of AS known_rest FROM (${counted}) ` +
    'WINDOW of AS (PARTITION BY field, key)';
  return {
    sql:
      `SELECT field - if(field < ${METADATA}, ${FIRST}, 0) AS field, * EXCEPT (field, split) FROM (${told}) WHERE value != '' ` +
      'ORDER BY known_selected + known_rest DESC, field, key, selected + rest DESC, value ' +
      `LIMIT ${MAX_VALUES} BY field, key LIMIT ${MAX_ROWS}`,
    params,
  };
}

/** Everything a row says, as texts of a field's place and a value; of metadata `<key>\0<value>`. One text is the cheapest key. */
const TEXTS = `arrayConcat([${[
  ...COMPARED.flatMap(({ kind, sql }, i) => (kind === 'tags' ? [] : [`concat('${FIRST + i}', toString(${sql}))`])),
  `'${ALL}all'`,
].join(', ')}], ${[
  ...COMPARED.flatMap(({ kind, sql }, i) =>
    kind === 'tags'
      ? [`arrayMap(tag -> concat('${FIRST + i}', substringUTF8(tag, 1, ${LONGEST})), arrayDistinct(${sql}))`]
      : [],
  ),
  `arraySlice(arrayMap((key, value) -> concat('${METADATA}', substringUTF8(key, 1, ${LONGEST}), '\\0', ` +
    `substringUTF8(value, 1, ${LONGEST})), mapKeys(metadata), mapValues(metadata)), 1, ${MAX_KEYS})`,
].join(', ')})`;
