import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Send } from './demo.ts';

const gzipAsync = promisify(gzip);

/** The server cannot be reached or does not want this; the message says what to do. */
export class DemoRefused extends Error {}

/** The answers that ask for another try (OTLP). */
const RETRYABLE = new Set([429, 502, 503, 504]);
const TRIES = 8;
const MAX_PAUSE_MS = 30_000;

/** Sends to a server's OTLP endpoint, gzipped. Tries again when it is told to, when it is told to. Rejects with `DemoRefused`. */
export function overHttp({ url, key }: { url: string; key?: string | undefined }): Send {
  const endpoint = new URL('/v1/traces', url);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    ...(key ? { authorization: `Bearer ${key}` } : {}),
  };
  return async (body, signal) => {
    const bytes = await gzipAsync(body, { level: 1 });
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(endpoint, { method: 'POST', headers, body: bytes, signal: signal ?? null }).catch(
        (error: Error) => unreachable(error, signal),
      );
      if (answer instanceof Response && answer.ok) return refusedSpans(await answer.json());
      const why = answer instanceof Response ? await reason(answer) : answer.message;
      const again = !(answer instanceof Response) || RETRYABLE.has(answer.status);
      if (!again || attempt === TRIES) throw new DemoRefused(`${endpoint}: ${why}`);
      await sleep(pause(answer, attempt), undefined, signal ? { signal } : {});
    }
  };
}

/** A connection that never was is told at once; one that broke is tried again. */
function unreachable(error: Error, signal: AbortSignal | undefined): Error {
  signal?.throwIfAborted();
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  if (cause?.code === 'ECONNREFUSED' || cause?.code === 'ENOTFOUND')
    throw new DemoRefused('no server answers there; start one with `npm start`, or name it with --url');
  return cause ?? error;
}

function pause(answer: Response | Error, attempt: number): number {
  const asked = answer instanceof Response ? Number(answer.headers.get('retry-after')) : 0;
  return Math.min(asked > 0 ? asked * 1000 : 250 * 2 ** attempt, MAX_PAUSE_MS);
}

async function reason(answer: Response): Promise<string> {
  const text = await answer.text();
  if (answer.status === 401 || answer.status === 403)
    return `${answer.status}: a key with the scope \`ingest\` is needed (--key tt_…)`;
  return `${answer.status} ${text.slice(0, 300)}`;
}

function refusedSpans(answer: unknown): number {
  const { partialSuccess } = answer as { partialSuccess?: { rejectedSpans?: number | string } };
  return Number(partialSuccess?.rejectedSpans ?? 0);
}
