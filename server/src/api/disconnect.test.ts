import { expect, it } from 'vitest';
import type { Engine } from '../pipeline/store/engine.ts';
import { serveRoutes } from './testing.ts';
import { traceRoutes } from './traces.ts';

it('a client that goes away ends the query that was made for it', async () => {
  let begun = (): void => {};
  const running = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let ended = (_reason: unknown): void => {};
  const end = new Promise<unknown>((resolve) => {
    ended = resolve;
  });
  /** An engine whose answer takes for ever. */
  const engine: Pick<Engine, 'query'> = {
    query: (_sql, _params, { signal } = {}) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          ended(signal.reason);
          reject(signal.reason as Error);
        });
        begun();
      }),
  };
  const api = await serveRoutes(traceRoutes({ engine: engine as Engine }));
  const stop = new AbortController();
  const answer = fetch(`${api.url}/traces/t1`, { signal: stop.signal }).catch(() => 'gone');
  await running;
  stop.abort();
  expect(await answer).toBe('gone');
  expect(await end).toMatchObject({ status: 499 });
  await api.close();
});
