import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Telltale's own numbers, in Prometheus form. Counters are of this process's life; `stored` and `queryable` come from the store. */
export function createTelemetry() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'telltale_' });
  const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
    new Counter({ name: `telltale_${name}_total`, help, labelNames, registers: [registry] });
  const gauge = (name: string, help: string, collect?: (this: Gauge) => void | Promise<void>): Gauge =>
    new Gauge({ name: `telltale_${name}`, help, registers: [registry], ...(collect ? { collect } : {}) });
  /** A number per table. */
  const rows = (name: string, help: string, read: () => Record<string, number>): Gauge<'table'> =>
    new Gauge({
      name: `telltale_${name}`,
      help,
      labelNames: ['table'],
      registers: [registry],
      collect() {
        for (const [table, value] of Object.entries(read())) this.set({ table }, value);
      },
    });
  return {
    registry,
    gauge,
    rows,
    requests: counter('requests', 'Ingest requests by path and status.', ['path', 'status']),
    received: counter('received', 'Items decoded from requests. received = accepted + rejected.', ['signal']),
    accepted: counter('accepted', 'Items acknowledged, durable in the journal.', ['signal']),
    rejected: counter('rejected', 'Items refused, by reason; the sender was told.', ['signal', 'reason']),
    duplicate: counter('duplicate', 'Accepted spans whose identity had been seen before (within the last million).', [
      'signal',
    ]),
    redacted: counter('redacted', 'Values of personal data taken out before anything was kept, by type.', ['type']),
    scored: counter('scored', 'Calls that a detector judged.', ['score']),
    unscored: counter('unscored', 'Calls that a detector had to leave, and why: time, busy, failed.', [
      'detector',
      'why',
    ]),
    acknowledge: new Histogram({
      name: 'telltale_acknowledge_seconds',
      help: 'From decoded batch to durable.',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
      registers: [registry],
    }),
    read: new Histogram({
      name: 'telltale_read_seconds',
      help: 'Statements that answers of the API took, waiting included.',
      buckets: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
      registers: [registry],
    }),
  };
}

export type Telemetry = ReturnType<typeof createTelemetry>;

/** What the scorer counts, in these numbers. */
export const countScores =
  ({ scored, unscored }: Telemetry) =>
  (names: readonly string[], left: readonly string[]): void => {
    for (const score of names) scored.inc({ score });
    for (const one of left) {
      const [detector = '', why = ''] = one.split(':');
      unscored.inc({ detector, why });
    }
  };

/** What the wire counts, in these numbers. */
export const wireCounters = ({ received, rejected, requests }: Telemetry) => ({
  received: (signal: string, n: number): void => received.inc({ signal }, n),
  refused: (signal: string, reason: string, n: number): void => rejected.inc({ signal, reason }, n),
  requests: (path: string, status: number): void => requests.inc({ path, status: String(status) }),
});
