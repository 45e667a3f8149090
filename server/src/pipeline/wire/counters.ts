type WireSignal = 'spans' | 'logs' | 'data_points' | 'events';

/**
 * Counts what the wire sees and the pipeline behind it does not. An item refused here is also `received` here, so that received =
 * accepted + refused holds over both; items handed on are counted by the pipeline.
 */
export interface WireCounters {
  received(signal: WireSignal, n: number): void;
  refused(signal: WireSignal, reason: string, n: number): void;
  /** One per request answered: path (`/v1/traces`) and HTTP status, or gRPC's translated to it. */
  requests(path: string, status: number): void;
}
