import { Forbidden, InvalidInput, NotFound, Overloaded, Unauthenticated } from '../../lib/errors.ts';
import { BodyTimeout, BodyTooLarge, UnsupportedMedia } from './errors.ts';

/** Codes of google.rpc that ingestion answers with. */
export const RPC = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

export interface Refusal {
  status: 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 429 | 500 | 503;
  code: number;
  message: string;
  /** Seconds. Only with 429 and 503: the answers that OTLP clients retry. */
  retryAfter?: number;
}

/** How an error is told to a sender. What nobody foresaw is a 500 that tells nothing of the inside. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof InvalidInput) return { status: 400, code: RPC.INVALID_ARGUMENT, message: error.message };
  if (error instanceof Unauthenticated) return { status: 401, code: RPC.UNAUTHENTICATED, message: error.message };
  if (error instanceof Forbidden) return { status: 403, code: RPC.PERMISSION_DENIED, message: error.message };
  if (error instanceof NotFound) return { status: 404, code: RPC.NOT_FOUND, message: error.message };
  if (error instanceof BodyTimeout) return { status: 408, code: RPC.DEADLINE_EXCEEDED, message: error.message };
  if (error instanceof BodyTooLarge) return { status: 413, code: RPC.RESOURCE_EXHAUSTED, message: error.message };
  if (error instanceof UnsupportedMedia) return { status: 415, code: RPC.INVALID_ARGUMENT, message: error.message };
  if (error instanceof Overloaded) {
    return { status: error.status, code: RPC.UNAVAILABLE, message: error.message, retryAfter: error.retryAfter };
  }
  return { status: 500, code: RPC.INTERNAL, message: 'unexpected error; see the server log' };
}
