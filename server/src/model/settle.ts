import type { Part } from './part.ts';
import type { Span } from './span.ts';

/**
 * What everything known of one trace says its rows should be: those that differ from the stored ones, tombstones
 * (`deleted`) among them. Pure; nothing when the trace is settled.
 */
export type SettleTrace = (spans: Span[], parts: Part[], context: { project: string; now: number }) => Span[];
