import { setTimeout as sleep } from 'node:timers/promises';
import { DAY } from './calendar.ts';
import { createStory, type Send } from './demo.ts';
import { traceRequest } from './otlp.ts';
import type { DemoSpan } from './span.ts';

const TICK_MS = 1000;

/** Goes on from `from` (ms) as time passes, sending each trace when it has ended, until the signal. */
export async function playLive({
  send,
  from,
  signal,
}: {
  send: Send;
  from: number;
  signal: AbortSignal;
}): Promise<void> {
  const { kit, day } = createStory(from);
  let today = Math.floor(from / DAY);
  let planned = day(today).filter(({ at }) => at >= from);
  let running: DemoSpan[][] = [];
  while (!signal.aborted) {
    const now = Date.now();
    while (planned[0] && planned[0].at <= now) running.push(planned.shift()!.make(kit));
    if (!planned.length && now >= (today + 1) * DAY) {
      today++;
      planned = day(today);
      continue;
    }
    const ended = running.filter((trace) => trace.every(({ end }) => end <= now));
    running = running.filter((trace) => !ended.includes(trace));
    if (ended.length) await send(traceRequest(ended.flat()), signal);
    await sleep(TICK_MS, undefined, { signal }).catch(() => {});
  }
}
