import type { Log } from '../../lib/log.ts';
import type { Ingest } from '../../model/ingest.ts';
import type { Authenticate } from '../../model/principal.ts';
import { emptyBatch, type WireBatch } from '../../model/wire.ts';
import type { Admission } from './admission.ts';
import type { WireCounters } from './counters.ts';
import type { Decoded } from './decoded.ts';
import type { Outcome } from './otlp-answer.ts';
import { countDataPointsJson, decodeLogsJson, decodeTracesJson } from './otlp-json.ts';
import { countDataPoints, decodeLogs, decodeTraces } from './otlp-proto.ts';

/** What every ingest edge works with. One `admission` for all of them. */
export interface WireDeps {
  ingest: Ingest;
  authenticate: Authenticate;
  admission: Admission;
  maxBodyBytes: number;
  counters: WireCounters;
  /** Takes the errors nobody foresaw. */
  log: Pick<Log, 'error'>;
}

export type Signal = 'traces' | 'logs' | 'metrics';
export type Format = 'protobuf' | 'json';

const METRICS_REFUSED = 'Telltale computes its metrics from spans and does not store OTLP metrics';

/** Decodes a body and hands its items on. Resolves once what was not refused is durable. Throws what decoding and `Ingest` throw. */
export async function receive(
  deps: Pick<WireDeps, 'ingest' | 'counters'>,
  request: { project: string; signal: Signal; format: Format; body: Buffer },
): Promise<Outcome> {
  const { project, signal, format, body } = request;
  const json = format === 'json';
  if (signal === 'traces') {
    const spans = json ? decodeTracesJson(body) : decodeTraces(body);
    return handOn(deps, project, 'spans', spans, { ...emptyBatch(), spans: spans.items });
  }
  if (signal === 'logs') {
    const logs = json ? decodeLogsJson(body) : decodeLogs(body);
    return handOn(deps, project, 'logs', logs, { ...emptyBatch(), logs: logs.items });
  }
  const points = json ? countDataPointsJson(body) : countDataPoints(body);
  if (points === 0) return { rejected: 0, message: '' };
  deps.counters.received('data_points', points);
  deps.counters.refused('data_points', 'unsupported', points);
  return { rejected: points, message: METRICS_REFUSED };
}

async function handOn(
  { ingest, counters }: Pick<WireDeps, 'ingest' | 'counters'>,
  project: string,
  signal: 'spans' | 'logs',
  { items, rejected, errors }: Decoded<unknown>,
  batch: WireBatch,
): Promise<Outcome> {
  const result = items.length > 0 ? await ingest(project, batch) : undefined;
  if (rejected > 0) {
    counters.received(signal, rejected);
    counters.refused(signal, signal === 'logs' ? 'unsupported' : 'invalid', rejected);
  }
  return {
    rejected: rejected + (result?.rejected[signal] ?? 0),
    message: [...errors, ...(result?.errors ?? [])].join('; ').slice(0, 2000),
  };
}
