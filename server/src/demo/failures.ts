import { HOUR, MINUTE } from './calendar.ts';
import type { Random } from './random.ts';

/** How a call failed, as instrumentation would report it. */
export interface Failure {
  /** `error.type` */
  type: string;
  http?: number;
  message: string;
  /** How long it took to fail: at least this, and up to twice of it (ms). */
  after: number;
}

const RATE_LIMITED: Failure = { type: 'RateLimitError', http: 429, message: '429 Rate limit reached', after: 120 };
const OVERLOADED: Failure = { type: 'OverloadedError', http: 529, message: '529 Overloaded', after: 300 };
const SERVER: Failure = { type: 'InternalServerError', http: 500, message: '500 Internal error', after: 900 };
const TIMEOUT: Failure = { type: 'timeout', message: 'Request timed out after 30 s', after: 30_000 };
const CONNECTION: Failure = { type: 'APIConnectionError', message: 'Connection error: ECONNRESET', after: 60 };

/** Failures that come one by one, any time, with their share of all calls. */
const BACKGROUND: readonly { share: number; failure: Failure }[] = [
  { share: 0.0016, failure: RATE_LIMITED },
  { share: 0.0012, failure: SERVER },
  { share: 0.0011, failure: TIMEOUT },
  { share: 0.0005, failure: CONNECTION },
];

interface Incident {
  provider: string;
  /** Hours before the end of the loaded window. */
  hoursAgo: number;
  minutes: number;
  share: number;
  failure: Failure;
}

/** The bad hours of the story. */
const INCIDENTS: readonly Incident[] = [
  { provider: 'openai', hoursAgo: 226, minutes: 95, share: 0.32, failure: RATE_LIMITED },
  { provider: 'anthropic', hoursAgo: 127, minutes: 50, share: 0.55, failure: OVERLOADED },
  { provider: 'gcp.gemini', hoursAgo: 81, minutes: 130, share: 0.18, failure: TIMEOUT },
  { provider: 'openai', hoursAgo: 56, minutes: 40, share: 0.4, failure: SERVER },
  { provider: 'anthropic', hoursAgo: 6.5, minutes: 70, share: 0.3, failure: RATE_LIMITED },
];

/** Whether a call of `provider` at `at` (ms) fails, and how. `end` = end of the window the story is told in. */
export function failureOf(
  random: Random,
  { provider, at, end }: { provider: string; at: number; end: number },
): Failure | undefined {
  for (const incident of INCIDENTS) {
    const start = end - incident.hoursAgo * HOUR;
    const during = at >= start && at < start + incident.minutes * MINUTE;
    if (during && incident.provider === provider && random() < incident.share) return incident.failure;
  }
  let left = random();
  for (const { share, failure } of BACKGROUND) {
    left -= share;
    if (left < 0) return failure;
  }
  return undefined;
}
