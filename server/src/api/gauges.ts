import type { StoreStats } from '../pipeline/store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import { disk } from './health.ts';

export interface Measured {
  stats: () => StoreStats;
  data: string;
  postgresRestarts: () => number;
}

/** What `GET /metrics` reads off the store at the moment of asking. stored = queryable + what waits in the journal. */
export function registerGauges({ gauge, rows }: Telemetry, { stats, data, postgresRestarts }: Measured): void {
  rows('stored_rows', 'Rows made durable in the journal since start, by table.', () => stats().journal.rows);
  rows('rewritten_rows', 'Rows among them that settling a trace wrote again, by table.', () => ({
    spans: stats().settle.rewritten,
  }));
  rows('queryable_rows', 'Rows loaded into the engine since start, by table.', () => stats().loaded);
  const simple: [name: string, help: string, value: () => number][] = [
    ['journal_backlog_bytes', 'Sealed bytes that wait for the engine.', () => stats().journal.backlogBytes],
    ['journal_backlog_segments', 'Sealed segments that wait for the engine.', () => stats().journal.backlogSegments],
    ['journal_broken', '1 when the disk failed and nothing is acknowledged.', () => (stats().journal.trouble ? 1 : 0)],
    [
      'journal_lag_seconds',
      'Age of the oldest acknowledged row that cannot be queried yet.',
      () => stats().lagMs / 1000,
    ],
    ['fsync_p50_seconds', 'Median fdatasync of the last few hundred.', () => stats().journal.sync.p50 / 1000],
    ['fsync_p99_seconds', '99th percentile of them.', () => stats().journal.sync.p99 / 1000],
    [
      'rejected_segments',
      'Segments that the engine refused, kept in journal/rejected.',
      () => stats().rejectedSegments,
    ],
    ['load_retries', 'Loads that were tried again.', () => stats().loadRetries],
    ['settle_waiting', 'Traces that wait to be put together.', () => stats().settle.waiting],
    ['engine_healthy', '1 while the telemetry engine answers.', () => (stats().engine.healthy ? 1 : 0)],
    ['engine_restarts', 'Restarts of the embedded engine.', () => stats().engine.restarts],
    ['postgres_restarts', 'Restarts of the embedded PostgreSQL.', postgresRestarts],
    ['disk_free_bytes', 'Free bytes where the data folder is.', () => disk(data).free_bytes],
  ];
  for (const [name, help, value] of simple) {
    gauge(name, help, function () {
      this.set(value());
    });
  }
}
