import { changeOf, interval } from '../../change.ts';
import type { Sides } from '../../compare.ts';
import { exact, plural, TOO_FEW, text } from '../../format.ts';
import type { MetricInfo, Row } from '../../model.ts';
import type { ErrorClass, ErrorCourse, Load } from './answers.ts';

/** A number of calls in flight: whole when it is large, else with a decimal. */
export const flights = (concurrency: number): string =>
  concurrency >= 20 || Number.isInteger(concurrency) ? concurrency.toFixed(0) : concurrency.toFixed(1);

/** What load does to latency, in a sentence or two. */
export function loadWords({ levels, knee, concurrency_p95, headroom }: Load): string {
  const most = levels.at(-1)?.concurrency ?? 0;
  const usual = `95 % of the time ${concurrency_p95 === 0 ? 'none' : `at most ${flights(concurrency_p95)}`} ${concurrency_p95 > 1 ? 'are' : 'is'} in flight`;
  if (knee.at !== undefined) {
    const room =
      headroom === undefined
        ? ''
        : headroom >= 1
          ? ` ${usual}: room for ${headroom.toFixed(1)}× the load.`
          : ` ${usual}: that is beyond it.`;
    return `Latency rises from about ${flights(knee.at)} calls in flight on.${room}`;
  }
  if (knee.reason === 'no_bend')
    return `Latency is higher the more calls are in flight, with no load at which that begins. ${usual}.`;
  if (knee.reason === 'flat')
    return `No load can be made out at which latency begins to rise, up to the ${flights(most)} calls in flight that were seen. ${usual}.`;
  return levels.length === 0
    ? 'No calls here.'
    : `Not enough variation of load to say what it does to latency: at most ${plural(Math.round(most), 'call')} ${Math.round(most) === 1 ? 'was' : 'were'} in flight.`;
}

const CAUSES: Record<ErrorClass, string> = {
  server_error: 'server errors',
  timeout: 'timeouts',
  connection: 'broken connections',
  rate_limited: 'rate limits',
  client_error: 'refused requests',
  other: 'other errors',
};

/** How well things went: availability with its interval, latency, and what failures mostly were. */
export function reliabilityWords(total: Row, course: ErrorCourse | undefined): string[] {
  const { n, availability, latency_p95 } = total;
  const said: string[] = [];
  if (n < TOO_FEW) return [`${plural(n, 'call')}: too few to say how reliable they are.`];
  if (typeof availability === 'number') {
    const { low, high } = interval(availability, n);
    const range = n < 1000 ? ` (${text(low, 'ratio')} to ${text(high, 'ratio')})` : '';
    said.push(`${text(availability, 'ratio')}${range} of ${exact(n)} calls could be served.`);
  }
  if (typeof latency_p95 === 'number') said.push(`95 % took at most ${text(latency_p95, 'ms')}.`);
  const counts = new Map<ErrorClass, number>();
  for (const row of course?.rows ?? []) counts.set(row.class, (counts.get(row.class) ?? 0) + row.n);
  const failed = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  if (course && failed === 0) said.push('None failed.');
  if (most && failed > 0) {
    const share = most[1] / failed;
    const cause = share === 1 ? `all by ${CAUSES[most[0]]}` : `${text(share, 'ratio')} by ${CAUSES[most[0]]}`;
    said.push(`${exact(failed)} failed, ${cause}.`);
  }
  return said;
}

/** What another version is compared by, as it is called. */
const COMPARED: [id: string, noun: string][] = [
  ['availability', 'availability'],
  ['latency_p95', 'P95 latency'],
  ['error_rate', 'error rate'],
];

/** The other version beside this one: its calls, and what differs beyond chance. */
export function besideWords(
  metrics: Map<string, MetricInfo>,
  total: Row,
  other: Row | undefined,
  sides: Sides,
): string[] {
  const { now, before, fewest } = sides;
  const n = other?.n ?? 0;
  if (total.n < fewest || n < fewest)
    return [
      `${plural(n, 'call')} of ${before}, ${exact(total.n)} of ${now}: too few to compare, ${fewest} of each are needed.`,
    ];
  const differing = COMPARED.flatMap(([id, noun]) => {
    const metric = metrics.get(id);
    const change = metric && changeOf(metric, total, other, sides);
    if (change?.verdict !== 'better' && change?.verdict !== 'worse') return [];
    const figures = [total, other].map((row) => text(Number(row?.[id]), metric!.unit));
    return [`${noun} is ${change.verdict} (${figures.join(' against ')})`];
  });
  return [
    `Against ${plural(n, 'call')} of ${before}: ${differing.length > 0 ? differing.join(', ') : 'no difference beyond chance'}.`,
  ];
}
