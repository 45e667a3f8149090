import { type Change, changeOf } from '../../change.ts';
import { PERIODS, type Sides } from '../../compare.ts';
import { exact, plural, text } from '../../format.ts';
import type { Filter, MetricInfo, Row } from '../../model.ts';
import type { ChartId } from './measures.ts';

/** A piece of a sentence; a noun leads to its chart or to its filter. */
export interface Piece {
  text: string;
  chart?: ChartId;
  filter?: Filter;
}

export interface Summary {
  pieces: Piece[];
  tally: { worse: number; better: number; steady: number };
}

interface Numbers {
  metrics: Map<string, MetricInfo>;
  now: Row;
  before: Row | undefined;
  /** Groups with the rows they are compared with, by field. */
  groups: { field: string; rows: Row[]; before: Row[] | undefined }[];
  /** `in the last 24 hours`. */
  when: string;
  sides?: Sides;
}

/** What can be better or worse, in the order it matters. */
const JUDGED: { id: string; noun: string; chart: ChartId }[] = [
  { id: 'error_rate', noun: 'Error rate', chart: 'traffic' },
  { id: 'latency_p95', noun: 'P95 latency', chart: 'latency' },
  { id: 'ttft_p95', noun: 'P95 to first token', chart: 'latency' },
  { id: 'cost_per_call', noun: 'Cost per call', chart: 'cost' },
];

/** What the numbers of the page mean, in two or three sentences. */
export function summarise(numbers: Numbers): Summary {
  const { metrics, now, before, sides = PERIODS } = numbers;
  const judged = JUDGED.flatMap((one) => {
    const metric = metrics.get(one.id);
    return metric && typeof now[one.id] === 'number'
      ? [{ ...one, metric, change: changeOf(metric, now, before, sides) }]
      : [];
  });
  const count = (verdict: string) => judged.filter(({ change }) => change.verdict === verdict).length;
  const news = [
    ...judged.filter(({ change }) => change.verdict === 'worse'),
    ...judged.filter(({ change }) => change.verdict === 'better'),
  ];
  const pieces = [...traffic(numbers)];
  for (const { noun, chart, metric, change } of news.slice(0, 2)) {
    pieces.push({ text: ' ' }, { text: noun, chart }, { text: moved(metric, change, now) });
    const cause = change.verdict === 'worse' ? causeOf(numbers, metric) : undefined;
    pieces.push(...(cause ?? []), { text: '.' });
  }
  if (news.length === 0) pieces.push(...calm(numbers, judged));
  pieces.push(...spender(numbers));
  return { pieces, tally: { worse: count('worse'), better: count('better'), steady: count('steady') } };
}

function traffic({ metrics, now, before, when, sides = PERIODS }: Numbers): Piece[] {
  if (sides.apart)
    return [
      { text: plural(now.n, 'call'), chart: 'traffic' },
      { text: ` of ${sides.now} ${when}, ${exact(before?.n ?? 0)} of ${sides.before}.` },
    ];
  const metric = metrics.get('calls');
  const change = metric && changeOf(metric, now, before);
  const compared =
    change && (change.verdict === 'more' || change.verdict === 'less')
      ? `, ${change.size.replace('×', ' times')} ${change.size.includes('×') ? 'as many as' : change.up ? 'more than' : 'fewer than'} before`
      : change?.verdict === 'steady'
        ? ', about as many as before'
        : '';
  return [{ text: plural(now.n, 'call'), chart: 'traffic' }, { text: ` ${when}${compared}.` }];
}

function moved(metric: MetricInfo, { up, size, sides }: Change, now: Row): string {
  const figure = text(Number(now[metric.id]), metric.unit);
  if (sides.apart) {
    if (size === 'new') return ` is ${figure}, in ${sides.before} none`;
    if (size.endsWith('×')) return ` is ${size.slice(0, -1)} times that of ${sides.before}: ${figure}`;
    return ` is ${size} ${up ? 'higher' : 'lower'} than in ${sides.before}: ${figure}`;
  }
  const by = size === 'new' ? '' : size.endsWith('×') ? ` ${size}` : ` by ${size}`;
  return ` ${up ? 'rose' : 'fell'}${by} to ${figure}`;
}

/** The group that got worse by the most calls: where to look first. */
function causeOf({ groups, sides = PERIODS }: Numbers, metric: MetricInfo): Piece[] | undefined {
  const found = groups.flatMap(({ field, rows, before }) =>
    rows.map((row) => {
      const old = before?.find((other) => other[field] === row[field]);
      const change = changeOf(metric, row, old, sides);
      return {
        field,
        row,
        old,
        change,
        weight: change.verdict === 'worse' ? row.n * Math.min(3, Math.abs(change.relative)) : 0,
      };
    }),
  );
  const [worst] = found
    .filter(({ row, field, weight }) => weight > 0 && row[field] !== undefined)
    .toSorted((a, b) => b.weight - a.weight);
  if (!worst?.old || found.filter(({ field }) => field === worst.field).length < 2) return undefined;
  const value = String(worst.row[worst.field]);
  const [then, there] = [worst.old, worst.row].map((row) => text(Number(row[metric.id]), metric.unit));
  const figures = sides.apart ? `${there} against ${then}` : `${then} → ${there}`;
  return [
    { text: ', above all in ' },
    { text: value, filter: { field: worst.field, op: 'eq', value } },
    { text: ` (${figures})` },
  ];
}

function calm(
  { before, now, sides = PERIODS }: Numbers,
  judged: { noun: string; chart: ChartId; metric: MetricInfo; change: Change }[],
): Piece[] {
  if (now.n < sides.fewest)
    return [{ text: sides.apart ? ' Too few to compare.' : ' Too few calls yet to say how well they go.' }];
  const figures = judged
    .slice(0, 2)
    .flatMap(({ noun, chart, metric }, index): Piece[] => [
      { text: index === 0 ? ' ' : ', ' },
      { text: index === 0 ? noun : lower(noun), chart },
      { text: ` is ${text(Number(now[metric.id]), metric.unit)}` },
    ]);
  if (sides.apart && (before?.n ?? 0) < sides.fewest)
    return [...figures, { text: `. Too few calls of ${sides.before} to compare.` }];
  const chance = sides.apart ? 'no difference beyond chance' : 'nothing moved beyond chance';
  return [...figures, { text: before ? `: ${chance}.` : '.' }];
}

const lower = (noun: string): string => (/^[A-Z]\d/.test(noun) ? noun : noun[0]?.toLowerCase() + noun.slice(1));

/** Who makes most of the cost, when one does. */
function spender({ groups, now }: Numbers): Piece[] {
  const total = now.cost;
  if (typeof total !== 'number' || total <= 0) return [];
  for (const { field, rows } of groups.toReversed()) {
    const [top] = rows.toSorted((a, b) => Number(b.cost ?? 0) - Number(a.cost ?? 0));
    const share = Number(top?.cost ?? 0) / total;
    if (!top || rows.length < 2 || top[field] === undefined || share < 0.4 || share > 1) continue;
    const value = String(top[field]);
    return [
      { text: ' ' },
      { text: value, filter: { field, op: 'eq', value } },
      { text: ` makes ${(share * 100).toFixed(0)}\u00a0% of the ` },
      { text: 'cost', chart: 'cost' },
      { text: '.' },
    ];
  }
  return [];
}
