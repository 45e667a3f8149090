import { InvalidInput } from '../lib/errors.ts';
import { type Board, type BoardTile, variableOf } from '../model/board.ts';
import { metricOf } from '../pipeline/query/catalogue.ts';
import { groupsOf } from '../pipeline/query/group.ts';
import { stepOf } from '../pipeline/query/interval.ts';
import { whereOf } from '../pipeline/query/where.ts';

interface Shape {
  /** How many metrics, at least and at most. */
  metrics: [number, number];
  groups: [number, number];
  /** Groups shown at most. */
  limit: number;
}

/** What each kind of tile takes. */
export const SHAPES: Record<BoardTile['kind'], Shape> = {
  line: { metrics: [1, 5], groups: [0, 1], limit: 5 },
  bar: { metrics: [1, 1], groups: [0, 1], limit: 50 },
  table: { metrics: [1, 8], groups: [1, 3], limit: 500 },
  heatmap: { metrics: [0, 3], groups: [0, 0], limit: 1 },
  number: { metrics: [1, 1], groups: [0, 0], limit: 1 },
  text: { metrics: [0, 0], groups: [0, 0], limit: 1 },
};

const HEAT_METRIC = /^(latency|ttft)_p(50|95|99)$/;
/** A day, which every step must fit into somehow: only whether it can be read is asked here. */
const A_DAY = { from: 0, to: 86_400_000_000 };

/** Whether every question of a board can be asked. Throws `InvalidInput` naming what is wrong: `tiles[3].metrics[0]`. */
export function checkBoard({ variables, tiles }: Board): void {
  const names = variables.map(({ name }) => name);
  for (const [i, { name, field }] of variables.entries()) {
    if (names.indexOf(name) !== i) throw new InvalidInput(`variables[${i}].name`, `\`${name}\` is there twice`);
    renamed('group_by[0]', `variables[${i}].field`, () => groupsOf([field]));
  }
  const ids = tiles.map(({ id }) => id);
  for (const [i, tile] of tiles.entries()) {
    if (ids.indexOf(tile.id) !== i) throw new InvalidInput(`tiles[${i}].id`, `\`${tile.id}\` is there twice`);
    checkTile(tile, `tiles[${i}]`, names);
  }
}

function checkTile(tile: BoardTile, path: string, variables: readonly string[]): void {
  const { kind, metrics, group_by, interval } = tile;
  const { metrics: many, groups, limit } = SHAPES[kind];
  counted(`${path}.metrics`, metrics.length, many, kind, 'metric');
  counted(`${path}.group_by`, group_by.length, groups, kind, 'group field');
  checkMetrics(tile, path);
  prefixed(path, () => groupsOf(group_by));
  if (kind === 'line' && group_by.length > 0 && metrics.length > 1)
    throw new InvalidInput(`${path}.metrics`, 'lines by group show one metric');
  if (interval === 'none')
    throw new InvalidInput(`${path}.interval`, 'must be `auto` or a step such as `5m`, `1h`, `1d`');
  // How many steps fit into a range is for the range to say.
  if (interval !== 'auto') prefixed(path, () => stepOf(interval.endsWith('s') ? 'auto' : interval, A_DAY));
  if (interval.endsWith('s')) throw new InvalidInput(`${path}.interval`, 'steps are of a minute at least');
  if ((tile.limit ?? 1) > limit) throw new InvalidInput(`${path}.limit`, `a ${kind} shows at most ${limit} groups`);
  if (kind !== 'text' && tile.text !== undefined) throw new InvalidInput(`${path}.text`, `a ${kind} has no text`);
  checkOrder(tile, path);
  checkFilter(tile, path, variables);
}

function checkMetrics({ kind, metrics }: BoardTile, path: string): void {
  for (const [i, id] of metrics.entries()) {
    const at = `${path}.metrics[${i}]`;
    if (!metricOf(id)) throw new InvalidInput(at, `there is no metric \`${id}\`; GET /api/v1/metrics lists them`);
    if (metrics.indexOf(id) !== i) throw new InvalidInput(at, `\`${id}\` is there twice`);
    if (kind === 'heatmap' && (!HEAT_METRIC.test(id) || familyOf(id) !== familyOf(metrics[0]!)))
      throw new InvalidInput(at, 'over a heat map go percentiles of latency, or of the time to first token');
  }
  const units = new Set(metrics.map((id) => metricOf(id)?.unit));
  if (kind === 'line' && units.size > 2)
    throw new InvalidInput(`${path}.metrics`, 'a chart has two scales: take metrics of at most two units');
}

const familyOf = (id: string): string => id.split('_')[0]!;

function checkOrder({ order_by, metrics, group_by }: BoardTile, path: string): void {
  if (order_by === undefined) return;
  const name = order_by.replace(/^-/, '');
  if (name !== 'n' && !metrics.includes(name) && !group_by.includes(name))
    throw new InvalidInput(`${path}.order_by`, `\`${name}\` is neither a metric nor a group field of the tile`);
}

function checkFilter({ filter }: BoardTile, path: string, variables: readonly string[]): void {
  for (const [i, { field, op, value }] of filter.entries()) {
    const at = `${path}.filter[${i}]`;
    const wanted = variableOf(value);
    if (wanted === undefined) {
      // One at a time: the position in the board is what the error must name.
      renamed('filter[0]', at, () => whereOf([filter[i]!]));
      continue;
    }
    if (!variables.includes(wanted)) throw new InvalidInput(`${at}.value`, `there is no variable \`${wanted}\``);
    if (op !== 'eq' && op !== 'ne') throw new InvalidInput(`${at}.op`, 'a variable goes with `eq` or `ne`');
    renamed('group_by[0]', `${at}.field`, () => groupsOf([field]));
  }
}

function counted(path: string, n: number, [least, most]: [number, number], kind: string, noun: string): void {
  if (n >= least && n <= most) return;
  const wanted = least === most ? `${least || 'no'}` : n < least ? `at least ${least}` : `at most ${most}`;
  const plural = wanted === '1' || wanted.endsWith(' 1') ? noun : `${noun}s`;
  throw new InvalidInput(path, `a ${kind} tile takes ${wanted} ${plural}`);
}

/** Lets an error of a question name its place in the board. */
function renamed(from: string, to: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (error instanceof InvalidInput && error.field.startsWith(from))
      throw new InvalidInput(to + error.field.slice(from.length), error.message);
    throw error;
  }
}

const prefixed = (path: string, check: () => unknown): void => renamed('', `${path}.`, check);
