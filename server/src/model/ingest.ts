import type { WireBatch } from './wire.ts';

export interface IngestResult {
  /** Refused items of the batch, by kind. The rest is durable. */
  rejected: { spans: number; logs: number; scores: number };
  /** First few reasons, for `partial_success`. */
  errors: string[];
  /** Langfuse events that were refused: event id → reason. */
  langfuse: Map<string, string>;
}

/** Takes one request's telemetry. Resolves once everything not rejected would survive a power cut. Throws `Overloaded`. */
export type Ingest = (project: string, batch: WireBatch) => Promise<IngestResult>;
