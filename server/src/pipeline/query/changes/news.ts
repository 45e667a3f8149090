import type { Filter } from '../../../model/filter.ts';
import type { Context } from '../ask.ts';
import { groupsOf } from '../group.ts';
import type { ResolvedRange } from '../range.ts';
import { formatTime } from '../time.ts';
import type { News } from './answer.ts';
import { CELL_FIELDS, type Cell, filterOf } from './cell.ts';
import type { Periods } from './cells.ts';
import { gridOf, readCourse } from './course.ts';
import { type Found, readBoth } from './read.ts';
import { readEnds } from './sample.ts';

/** Fewer calls are somebody trying something out. */
const FEWEST = 10;
/** What vanished must have been in use. */
const IN_USE = 30;
const MOST = 8;
const MOST_STEPS = 5000;

interface Candidate {
  segment: Filter[];
  kind: News['kind'];
  n: number;
}

/** Prompts, versions of known prompts, and models that are in one period only: with the time of their first or last call. */
export async function readNews(context: Context, periods: Periods, cells: readonly Cell[]): Promise<News[]> {
  const found = candidates(cells);
  const steps = await readSteps(context, periods, found);
  const times = await Promise.all(
    found.map(async (one) => {
      const step = steps.get(nameOf(one.segment))?.[one.kind];
      return step && endOf(context, periods, one, step);
    }),
  );
  const news = found.flatMap(({ segment, kind, n }, i): News[] => {
    const time = times[i];
    return time === undefined ? [] : [{ segment, kind, n, time: formatTime(time) }];
  });
  // As many calls from the same moment on are the same calls: a version says more than the model it came with.
  return news.filter(
    (one, i) =>
      !news.some(
        (other, at) => sameCalls(one, other) && (depth(other) > depth(one) || (depth(other) === depth(one) && at < i)),
      ),
  );
}

const nameOf = (segment: readonly Filter[]): string => JSON.stringify(segment);
const depth = ({ segment }: News): number => segment.length;
const sameCalls = (a: News, b: News): boolean => a !== b && a.kind === b.kind && a.n === b.n && a.time === b.time;

/** The time of the first call (appeared) or the last (vanished) of a segment; `known` news are not looked up again. */
export async function newsTime(
  context: Context,
  periods: Periods,
  one: Pick<News, 'segment' | 'kind'>,
  known: readonly News[],
): Promise<string | undefined> {
  const same = known.find(({ segment, kind }) => kind === one.kind && nameOf(segment) === nameOf(one.segment));
  if (same) return same.time;
  const course = await readCourse(context, periods, one.segment, undefined);
  const [buckets, start] =
    one.kind === 'appeared' ? [course.after, course.from] : [course.before, course.from - course.shift];
  const at = one.kind === 'appeared' ? buckets.findIndex(({ n }) => n > 0) : buckets.findLastIndex(({ n }) => n > 0);
  if (at < 0) return undefined;
  const from = start + at * course.step;
  const time = await endOf(context, periods, one, { from, to: from + course.step });
  return time === undefined ? undefined : formatTime(time);
}

/** The first or last call within a step, µs. */
async function endOf(
  context: Context,
  { filter, range, before }: Periods,
  { segment, kind }: Pick<News, 'segment' | 'kind'>,
  step: ResolvedRange,
): Promise<number | undefined> {
  const { from, to } = kind === 'appeared' ? range : before;
  const within = { from: Math.max(from, step.from), to: Math.min(to, step.to) };
  const ends = await readEnds(context, [...filter, ...segment], within);
  return kind === 'appeared' ? ends?.first : ends?.last;
}

type Ends = Partial<Record<News['kind'], ResolvedRange>>;

/** The step of time in which each candidate came (or was last), by its segment: one grouped read for all of the same fields. */
async function readSteps(context: Context, periods: Periods, all: readonly Candidate[]): Promise<Map<string, Ends>> {
  const { step, range, before } = gridOf(periods);
  const length = step.seconds * 1e6;
  const steps = new Map<string, Ends>();
  const note = (kind: News['kind'], segment: readonly Filter[], from: number): void => {
    const ends = steps.get(nameOf(segment)) ?? {};
    const known = ends[kind]?.from;
    if (known !== undefined && (kind === 'appeared' ? from >= known : from <= known)) return;
    steps.set(nameOf(segment), { ...ends, [kind]: { from, to: from + length } });
  };
  for (const shape of new Set(all.map(fieldsOf))) {
    const group = all.filter((one) => fieldsOf(one) === shape);
    const fields = shape.split(',');
    const wanted = fields.map(
      (field, at): Filter => ({
        field,
        op: 'in',
        value: [...new Set(group.map(({ segment }) => String(segment[at]!.value)))],
      }),
    );
    const rows = await readBoth(context, {
      metrics: [],
      groups: groupsOf(fields),
      filter: [...periods.filter, ...wanted],
      step,
      range,
      before,
      limit: MOST_STEPS,
    });
    const segmentOf = (row: Found): Filter[] => fields.map((field, i) => filterOf(field, String(row[`g${i}`] ?? '')));
    for (const row of rows.after) note('appeared', segmentOf(row), Number(row.bucket));
    for (const row of rows.before) note('vanished', segmentOf(row), Number(row.bucket));
  }
  return steps;
}

const fieldsOf = ({ segment }: Candidate): string => segment.map(({ field }) => field).join();

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
