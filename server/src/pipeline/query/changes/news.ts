import type { Filter } from '../../../model/filter.ts';
import type { Context } from '../run.ts';
import { formatTime } from '../time.ts';
import type { News } from './answer.ts';
import { CELL_FIELDS, type Cell, filterOf } from './cell.ts';
import type { Periods } from './cells.ts';
import { readCourse } from './course.ts';
import { readEnds } from './sample.ts';

/** Fewer calls are somebody trying something out. */
const FEWEST = 10;
/** What vanished must have been in use. */
const IN_USE = 30;
const MOST = 8;

interface Candidate {
  segment: Filter[];
  kind: News['kind'];
  n: number;
}

/** Prompts, versions of known prompts, and models that are in one period only: with the time of their first or last call. */
export async function readNews(context: Context, periods: Periods, cells: readonly Cell[]): Promise<News[]> {
  const found = candidates(cells);
  const timed = await Promise.all(found.map((one) => timeOf(context, periods, one)));
  return found.flatMap(({ segment, kind, n }, i) => {
    const time = timed[i];
    return time === undefined ? [] : [{ segment, kind, n, time: formatTime(time) }];
  });
}

/** The time of the first call (appeared) or the last (vanished), µs: its step from roll-ups, the call from the rows of that step. */
export async function timeOf(
  context: Context,
  periods: Periods,
  { segment, kind }: Pick<News, 'segment' | 'kind'>,
): Promise<number | undefined> {
  const course = await readCourse(context, periods, segment, undefined);
  const buckets = kind === 'appeared' ? course.after : course.before;
  const at = kind === 'appeared' ? buckets.findIndex(({ n }) => n > 0) : buckets.findLastIndex(({ n }) => n > 0);
  if (at < 0) return undefined;
  const start = kind === 'appeared' ? course.from : course.from - course.shift;
  const from = start + at * course.step;
  const ends = await readEnds(context, [...periods.filter, ...segment], { from, to: from + course.step });
  return kind === 'appeared' ? ends?.first : ends?.last;
}

function candidates(cells: readonly Cell[]): Candidate[] {
  const totals = sums(cells, () => '');
  const all = totals.get('');
  if (!all || all.before < IN_USE || all.after < IN_USE) return [];
  const [prompt, version, model] = CELL_FIELDS;
  const prompts = sums(cells, ({ values }) => values[0]!);
  const found: Candidate[] = [];
  const look = (n: { before: number; after: number }, segment: Filter[]): void => {
    if (n.before === 0 && n.after >= FEWEST) found.push({ segment, kind: 'appeared', n: n.after });
    if (n.after === 0 && n.before >= IN_USE) found.push({ segment, kind: 'vanished', n: n.before });
  };
  for (const [name, n] of prompts) if (name !== '') look(n, [filterOf(prompt, name)]);
  for (const [name, n] of sums(cells, ({ values }) => values[2]!)) if (name !== '') look(n, [filterOf(model, name)]);
  for (const [key, n] of sums(cells, ({ values }) => `${values[0]}\0${values[1]}`)) {
    const [name = '', number = ''] = key.split('\0');
    const own = prompts.get(name);
    // A prompt that came or went as a whole has said it already.
    if (number !== '' && own && own.before > 0 && own.after > 0)
      look(n, [...(name === '' ? [] : [filterOf(prompt, name)]), filterOf(version, number)]);
  }
  return found.sort((a, b) => b.n - a.n).slice(0, MOST);
}

function sums(cells: readonly Cell[], keyOf: (cell: Cell) => string): Map<string, { before: number; after: number }> {
  const found = new Map<string, { before: number; after: number }>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const sum = found.get(key) ?? { before: 0, after: 0 };
    found.set(key, { before: sum.before + cell.before.n, after: sum.after + cell.after.n });
  }
  return found;
}
