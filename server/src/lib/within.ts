import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something, but no longer than `ms`. Rejects when it does in that time; later errors are nobody's. */
export async function within(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  const done = new AbortController();
  const late = sleep(ms, undefined, { signal: done.signal }).catch(() => {});
  await Promise.race([work, late]).finally(() => done.abort());
}
