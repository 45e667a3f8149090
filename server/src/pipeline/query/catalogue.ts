import { AUDIENCE } from './metrics/audience.ts';
import { COST } from './metrics/cost.ts';
import { LATENCY } from './metrics/latency.ts';
import type { Metric } from './metrics/metric.ts';
import { QUALITY } from './metrics/quality.ts';
import { RELIABILITY } from './metrics/reliability.ts';
import { SECURITY } from './metrics/security.ts';
import { TOKENS } from './metrics/tokens.ts';
import { TRAFFIC } from './metrics/traffic.ts';

/** Every number Telltale knows. A new one is an object in a group's file; a new group is a file and a line here. */
export const METRICS: readonly Metric[] = [
  ...TRAFFIC,
  ...LATENCY,
  ...RELIABILITY,
  ...TOKENS,
  ...COST,
  ...AUDIENCE,
  ...QUALITY,
  ...SECURITY,
];

const BY_ID: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.id, metric]));

/** The metric of an id, undefined when there is none. */
export const metricOf = (id: string): Metric | undefined => BY_ID.get(id);
