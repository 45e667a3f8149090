import type { Ink } from '../../charts/theme.ts';

const INKS = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5'] as const;

/** Metrics that have a colour of their own on every page. */
const OWN: Record<string, Ink> = {
  latency_p50: 'series-5',
  latency_p95: 'series-1',
  latency_p99: 'series-2',
  ttft_p50: 'series-5',
  ttft_p95: 'series-1',
  ttft_p99: 'series-2',
  error_rate: 'bad',
  cost: 'series-3',
  input_tokens: 'series-1',
  output_tokens: 'series-2',
};

/** A colour for each metric of a chart, no two alike. */
export function metricInks(metrics: readonly string[]): Ink[] {
  const used = new Set<Ink>();
  return metrics.map((id) => {
    const own = OWN[id];
    const ink = own && !used.has(own) ? own : (INKS.find((one) => !used.has(one)) ?? 'series-1');
    used.add(ink);
    return ink;
  });
}

/** A colour for each value, the same whatever else is shown as far as five colours allow. */
export function valueInks(values: readonly string[]): Map<string, Ink> {
  const inks = new Map<string, Ink>();
  for (const value of values.toSorted()) {
    const at = hash(value) % INKS.length;
    const order = [...INKS.slice(at), ...INKS.slice(0, at)];
    const taken = new Set(inks.values());
    inks.set(value, order.find((ink) => !taken.has(ink)) ?? order[0] ?? 'series-1');
  }
  return inks;
}

/** FNV-1a. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
