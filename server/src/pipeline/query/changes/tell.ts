import type { Filter } from '../../../model/filter.ts';
import type { Context } from '../ask.ts';
import { metricColumn } from '../sql.ts';
import { formatTime } from '../time.ts';
import type { Change, ChangeCause, News } from './answer.ts';
import type { Cause } from './attribute.ts';
import { CELL_FIELDS, type Cell, filterOf } from './cell.ts';
import type { Periods } from './cells.ts';
import { P95 } from './counted.ts';
import { type Course, readCourse, stepsOf, timeOf } from './course.ts';
import { type Found, type Known, phiOf } from './find.ts';
import { newsTime } from './news.ts';
import { readBoth } from './read.ts';
import { fewRows, readErrors } from './sample.ts';
import { stretchOf } from './since.ts';

/** What all changes of one answer share. */
export interface Scene {
  context: Context;
  periods: Periods;
  cells: readonly Cell[];
  known: Known;
  news: readonly News[];
}

type Further = ReadonlyMap<string, { found: Found; cells: Cell[] }>;
type CourseOf = (more: readonly Filter[], metric: string) => Promise<Course>;

/** A cause must explain this much for the change to be dated by it. */
const MAIN = 0.3;
/** A kind of error worth a word explains this much, and any other cause this. */
const KIND = 0.25;
const CAUSE = 0.1;

/** Changes as the answer tells them: dated, with the figures of their causes and what came along. */
export async function told(scene: Scene, found: readonly Found[], further: Further): Promise<Change[]> {
  const courses = new Map<string, Promise<Course>>();
  const courseOf: CourseOf = (more, metric) => {
    const slowMs = metric === 'latency_p95' ? scene.known.p95?.before : undefined;
    const key = JSON.stringify([more, slowMs]);
    const course = courses.get(key) ?? readCourse(scene.context, scene.periods, more, slowMs);
    courses.set(key, course);
    return course;
  };
  return Promise.all(found.map((one) => tell(scene, one, further.get(one.kind.metric), courseOf)));
}

async function tell(
  scene: Scene,
  found: Found,
  further: { found: Found; cells: Cell[] } | undefined,
  courseOf: CourseOf,
): Promise<Change> {
  const { kind, up, n0, n1, p, dominated, part } = found;
  const segment = part && segmentOf(part);
  const own = found.causes.map((cause) => ({ cause, cells: scene.cells }));
  const causes = [...own, ...(further?.found.causes ?? []).map((cause) => ({ cause, cells: further!.cells }))]
    .filter(({ cause }) => part !== undefined || cause.share >= CAUSE)
    .toSorted((a, b) => b.cause.share - a.cause.share)
    .slice(0, 3);
  const listed = await Promise.all(causes.map(({ cause, cells }) => causeOf(scene, found, cause, cells)));
  const course = await courseOf(segment ?? [], kind.metric);
  const [most] = found.causes.toSorted((a, b) => b.share - a.share);
  const main = most && most.share >= MAIN ? segmentOf(most) : undefined;
  const when = await dated(scene, found, courseOf, main, listed[0]);
  const [before, after] = await figures(scene, found, segment);
  const kinds = kind.metric === 'error_rate' ? await errorKinds(scene, found, segment ?? []) : [];
  return {
    metric: kind.metric,
    direction: up ? 'up' : 'down',
    ...(kind.better === 'lower' ? { verdict: up ? 'worse' : 'better' } : {}),
    before,
    after,
    n_before: n0,
    n_after: n1,
    p,
    ...(when.since === undefined ? {} : { since: formatTime(when.since) }),
    ...(when.until === undefined ? {} : { until: formatTime(when.until) }),
    ...(dominated === undefined ? {} : { dominated_by: dominated }),
    ...(segment ? { segment } : {}),
    causes: [...listed.filter((cause) => !same(cause.segment, segment)), ...kinds],
    with: alongside(scene, when, main ?? segment ?? [], course.step).filter(
      (news) => !listed.some((cause) => same(cause.segment, news.segment)),
    ),
    course: drawn(course, found),
  };
}

const same = (a: readonly Filter[], b: readonly Filter[] | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** The filters that find a cause's calls, each field once. */
const segmentOf = ({ dimensions, values }: Cause): Filter[] =>
  dimensions.flatMap(({ fields }) => fields).map((field, i) => filterOf(field, values[i] ?? ''));

/** Value before and after: of latency the P95 itself, of the rest what was compared. */
async function figures(
  scene: Scene,
  { kind, before, after }: Found,
  segment: Filter[] | undefined,
): Promise<[number, number]> {
  if (kind.metric !== 'latency_p95') return [before, after];
  const { p95 } = scene.known;
  if (!segment && p95) return [p95.before, p95.after];
  const own = await p95Of(scene, segment ?? []);
  return [own.before ?? 0, own.after ?? 0];
}

async function p95Of(
  { context, periods }: Scene,
  more: readonly Filter[],
): Promise<{ before?: number; after?: number }> {
  const { after, before } = await readBoth(context, {
    ...periods,
    metrics: [P95],
    filter: [...periods.filter, ...more],
    limit: 1,
  });
  const of = (row: (typeof after)[number] | undefined): number | undefined => {
    const value = row?.[metricColumn(P95.id)];
    return typeof value === 'number' && Number(row?.n) > 0 ? value : undefined;
  };
  return defined({ before: of(before[0]), after: of(after[0]) });
}

async function causeOf(scene: Scene, { kind }: Found, cause: Cause, cells: readonly Cell[]): Promise<ChangeCause> {
  const segment = segmentOf(cause);
  const own = cells.filter(cause.has);
  const sum = (of: (cell: Cell) => number): number => own.reduce((total, cell) => total + of(cell), 0);
  const [n0, n1] = [sum(({ before }) => before.n), sum(({ after }) => after.n)];
  const [w0, w1] = [sum(({ before }) => kind.weight(before)), sum(({ after }) => kind.weight(after))];
  const [x0, x1] = [sum(({ before }) => kind.value(before)), sum(({ after }) => kind.value(after))];
  const rate = kind.form === 'rate';
  const values =
    kind.metric === 'latency_p95'
      ? await p95Of(scene, segment)
      : defined({
          before: w0 > 0 ? (rate ? x0 / w0 : x0) : undefined,
          after: w1 > 0 ? (rate ? x1 / w1 : x1) : undefined,
        });
  const turn = n0 === 0 ? 'appeared' : n1 === 0 ? 'vanished' : undefined;
  const time = turn && (await newsTime(scene.context, scene.periods, { segment, kind: turn }, scene.news));
  return {
    segment,
    share_explained: cause.share,
    ...values,
    n_before: n0,
    n_after: n1,
    ...(turn === undefined || time === undefined ? {} : { [turn]: time }),
  };
}

/** Without the names whose value is unknown. */
const defined = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

interface When {
  /** µs. */
  since?: number;
  until?: number;
}

/** When a change began: with the first call of what caused it, else where its main cause turned, else where the total did. */
async function dated(
  scene: Scene,
  found: Found,
  courseOf: CourseOf,
  main: Filter[] | undefined,
  first: ChangeCause | undefined,
): Promise<When> {
  const turned = first?.appeared ?? first?.vanished;
  if (main && first && turned && same(first.segment, main)) return { since: Date.parse(turned) * 1000 };
  const scopes = [...(main ? [main] : []), ...(found.part ? [] : [[]])];
  for (const scope of scopes) {
    const course = await courseOf(scope, found.kind.metric);
    const stretch = stretchOf(stepsOf(course, found, phiOf(found.kind, scene.known)), found.up);
    if (!stretch) continue;
    const { from, to } = stretch;
    return {
      since: timeOf(course, found, from),
      ...(to === undefined ? {} : { until: timeOf(course, found, to) }),
    };
  }
  return {};
}

/** What appeared or vanished within two steps of the beginning, if any of its calls are among those it is about. */
function alongside({ news, cells }: Scene, { since }: When, where: readonly Filter[], step: number): News[] {
  if (since === undefined) return [];
  return news.filter(
    ({ segment, time }) =>
      Math.abs(Date.parse(time) * 1000 - since) <= 2 * step &&
      cells.some((cell) => [...segment, ...where].every((filter) => passes(cell, filter))),
  );
}

/** Whether a cell passes a filter, as far as cells know its field. */
function passes({ values }: Cell, { field, op, value }: Filter): boolean {
  const at = (CELL_FIELDS as readonly string[]).indexOf(field);
  return at < 0 || values[at] === (op === 'exists' ? '' : value);
}

/** Kinds of error that explain much of a change of the error rate, as shares of all calls. */
async function errorKinds({ context, periods }: Scene, found: Found, more: Filter[]): Promise<ChangeCause[]> {
  const few = await fewRows(context, periods);
  const kinds = await readErrors(context, { ...few.periods, filter: [...periods.filter, ...more] });
  const total = { before: 0, after: 0 };
  for (const { before, after } of kinds) {
    total.before += before;
    total.after += after;
  }
  const growth = found.n1 / found.n0;
  const change = total.after - total.before * growth;
  // Sampled counts are parts of the whole: the rates of all calls, shared out by kind.
  const [rate0, rate1] = [found.before / Math.max(1, total.before), found.after / Math.max(1, total.after)];
  return kinds
    .map(({ filter, before, after }) => ({ filter, before, after, share: (after - before * growth) / (change || 1) }))
    .filter(({ share }) => share >= KIND && change > 0 === found.up)
    .slice(0, 2)
    .map(({ filter, before, after, share }) => ({
      segment: [...more, filter],
      share_explained: Math.min(1, share),
      before: before * rate0,
      after: after * rate1,
      n_before: before,
      n_after: after,
    }));
}

/** The metric step by step; sums only of steps that are over. */
function drawn({ step, before, after, whole }: Course, { kind }: Found): Change['course'] {
  const figureOf = (bucket: Course['after'][number]): number | null => {
    if (kind.metric === 'latency_p95') return bucket.p95 ?? null;
    if (kind.form === 'sum') return kind.weight(bucket) > 0 ? kind.value(bucket) : null;
    return kind.weight(bucket) > 0 ? kind.value(bucket) / kind.weight(bucket) : null;
  };
  const partial = (i: number): boolean => kind.form === 'sum' && i >= whole;
  return {
    step_s: step / 1e6,
    before: before.map(figureOf),
    after: after.map((bucket, i) => (partial(i) ? null : figureOf(bucket))),
  };
}
