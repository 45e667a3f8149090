import { setTimeout as sleep } from 'node:timers/promises';
import { Overloaded } from '../lib/errors.ts';
import { receive, type WireDeps } from '../pipeline/wire/receive.ts';
import type { Send } from './demo.ts';

const TRIES = 20;

/** Sends within the server: the same decoding and the same journal as OTLP over HTTP, without the HTTP. */
export function intoProject(deps: Pick<WireDeps, 'ingest' | 'counters'>, project: string): Send {
  return async (body, signal) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const { rejected } = await receive(deps, { project, signal: 'traces', format: 'json', body });
        return rejected;
      } catch (error) {
        if (!(error instanceof Overloaded) || attempt === TRIES) throw error;
        await sleep(error.retryAfter * 1000, undefined, signal ? { signal } : {});
      }
    }
  };
}
