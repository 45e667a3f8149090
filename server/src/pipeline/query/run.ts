import { elapsedMs } from '../../lib/clock.ts';
import { InvalidInput } from '../../lib/errors.ts';
import type { MetricQuery } from '../../model/query.ts';
import { type Asking, ask, askTogether, type Context, type NumberRow } from './ask.ts';
import { type Asked, MAX_ROWS, type Prepared, prepare } from './asked.ts';
import { bundlesOf } from './bundle.ts';
import { bucketsOf, type Step } from './interval.ts';
import { sourceOf } from './plan.ts';
import { type ResolvedRange, toldRange } from './range.ts';

export interface Answer {
  rows: NumberRow[];
  compare?: { rows: NumberRow[]; range: { from: string; to: string } };
  meta: {
    interval: string;
    elapsed_ms: number;
    source: 'rollup' | 'raw' | 'mixed';
    range: { from: string; to: string };
  };
}

/** Answers a question about numbers, and the same one over an earlier range or other calls when it asks to compare. Throws `InvalidInput`. */
export async function runQuery(context: Context, query: MetricQuery): Promise<Answer> {
  const [answer] = await answersOf(context, [prepare(query, context.now)]);
  return answer as Answer;
}

/** Answers the questions of one page, as many as can be by one statement. Where one fails, the others stand. */
export async function runQueries(
  context: Context,
  queries: readonly MetricQuery[],
): Promise<PromiseSettledResult<Answer>[]> {
  const settled: PromiseSettledResult<Answer>[] = [];
  const places = new Map<Prepared, number>();
  for (const [i, query] of queries.entries()) {
    try {
      places.set(prepare(query, context.now), i);
    } catch (reason) {
      settled[i] = { status: 'rejected', reason };
    }
  }
  const answer = async (bundle: Prepared[]): Promise<void> => {
    const [result] = await Promise.allSettled([answersOf(context, bundle)]);
    for (const [i, one] of bundle.entries())
      settled[places.get(one) as number] =
        result.status === 'fulfilled' ? { status: 'fulfilled', value: result.value[i] as Answer } : result;
  };
  await Promise.all(bundlesOf([...places.keys()]).map(answer));
  return settled;
}

/** Answers of a bundle. */
async function answersOf(context: Context, bundle: Prepared[]): Promise<Answer[]> {
  const begun = performance.now();
  const { asked, range } = bundle[0] as Prepared;
  const only = asked.step && asked.groups.length ? await leading(context, asked, range) : undefined;
  const found = await both(context, bundle, only);
  return found.map(({ rows, compared, plan }, i) => {
    const { other, asked } = bundle[i] as Prepared;
    return {
      rows,
      ...(other && compared ? { compare: { rows: compared, range: toldRange(other.range) } } : {}),
      meta: {
        interval: asked.step?.name ?? 'none',
        elapsed_ms: elapsedMs(begun),
        source: sourceOf(plan),
        range: toldRange(range),
      },
    };
  });
}

/** The groups that come first over the whole range: with an interval, these are the ones whose course is told. */
async function leading(context: Context, asked: Asked, range: ResolvedRange): Promise<string[][]> {
  const most = Math.max(1, Math.floor(MAX_ROWS / bucketsOf(asked.step as Step, range)));
  const order = /^-?time$/.test(asked.order) ? '-n' : asked.order;
  const limit = Math.min(asked.limit, most + 1);
  const rank = async (): Promise<string[][]> => {
    const { rows } = await ask(context, { ...asked, step: undefined, order, limit }, { range });
    if (rows.length > most)
      throw new InvalidInput(
        'limit',
        `more than ${MAX_ROWS} rows: take a longer interval, or a limit of at most ${most} groups`,
      );
    return rows.map(namesIn(asked));
  };
  const { filters, text, groups } = asked;
  const key = JSON.stringify([context.project, filters, text, groups, order, limit]);
  return context.rankings?.of(key, { range, limit, now: context.now }, rank) ?? rank();
}

/** What a row's groups are called, '' where that is unknown. */
const namesIn =
  ({ groups }: Asked) =>
  (row: NumberRow): string[] =>
    groups.map(({ name }) => String(row[name] ?? ''));

/** Rows of questions and of what they are compared with, by one statement where only the ranges differ and their buckets allow it. */
async function both(context: Context, bundle: Prepared[], only: string[][] | undefined): Promise<Asking[]> {
  const { asked, range, other } = bundle[0] as Prepared;
  const along =
    other?.earlier && other.range.to <= range.from && other.asked.step?.offset === asked.step?.offset
      ? other.range
      : undefined;
  const questions = bundle.map((one) => one.asked);
  const found = await askTogether(context, questions, { range, before: along, only });
  return Promise.all(found.map((asking, i) => completed(context, bundle[i] as Prepared, asking, only)));
}

/** What one statement for all left out. */
async function completed(
  context: Context,
  { asked, range, other }: Prepared,
  asking: Asking,
  only: string[][] | undefined,
): Promise<Asking> {
  // A total without calls is a row as well; asked for beside another range or other groups it has none.
  const isTotal = !asked.step && !asked.groups.length;
  const { rows, plan } = isTotal && !asking.rows.length ? await ask(context, asked, { range }) : asking;
  if (!other) return { rows, plan };
  const others = (groups = only) =>
    ask(context, other.asked, { range: other.range, only: groups }).then((there) => there.rows);
  const compared = asking.compared && !(isTotal && !asking.compared.length) ? asking.compared : await others();
  const cut = asked.groups.length > 0 && !only && Math.max(rows.length, compared.length) >= asked.limit;
  // The same groups there as here, whatever their rank is.
  return { rows, compared: cut ? await others(rows.map(namesIn(asked))) : compared, plan };
}
