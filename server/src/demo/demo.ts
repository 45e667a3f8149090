import { DAY } from './calendar.ts';
import { readDemoData } from './data.ts';
import { traceRequest } from './otlp.ts';
import { type Planned, planDay } from './plan.ts';
import type { DemoSpan } from './span.ts';
import { createTexts } from './texts.ts';
import type { Kit } from './visit.ts';

/** Sends an OTLP/JSON trace request. Resolves with the spans that were refused once the others are durable. */
export type Send = (body: Buffer, signal?: AbortSignal) => Promise<number>;

export interface LoadOptions {
  send: Send;
  /** End of the window, ms since the epoch. */
  now?: number;
  days?: number;
  /** Requests in flight. */
  concurrency?: number;
  signal?: AbortSignal | undefined;
  /** Told after each request: model calls sent so far, and how many there will be. */
  onProgress?: ((sent: number, total: number) => void) | undefined;
}

export interface Loaded {
  calls: number;
  spans: number;
  traces: number;
  /** Spans that the server refused. */
  refused: number;
  seconds: number;
}

/** Spans of one request, at least. */
const BATCH = 250;

/** The demo's traces: what is planned, and what it takes to make them. */
export interface Story {
  kit: Kit;
  day: (day: number) => Planned[];
}

/** The story as it is told from `end` (ms) backwards. Takes about 5 MB while it is held. */
export function createStory(end: number): Story {
  const data = readDemoData();
  return {
    kit: { end, texts: createTexts(data.texts), spreads: data.spreads },
    day: (day) => planDay(data, day),
  };
}

/**
 * Sends the `days` (14) before `now`. Loading again replaces what was loaded: ids and times depend on the calendar day
 * alone. Rejects with what `send` rejects with, or with the signal's reason.
 */
export async function loadDemo(options: LoadOptions): Promise<Loaded> {
  const { send, now = Date.now(), days = 14, concurrency = 4, signal, onProgress } = options;
  const started = performance.now();
  const { kit, day } = createStory(now);
  const planned = between(day, now - days * DAY, now);
  const total = planned.reduce((sum, { calls }) => sum + calls, 0);
  const loaded: Loaded = { calls: 0, spans: 0, traces: planned.length, refused: 0, seconds: 0 };
  const requests = batches(planned, kit);
  const worker = async (): Promise<void> => {
    for (const { spans, calls } of requests) {
      signal?.throwIfAborted();
      loaded.refused += await send(traceRequest(spans), signal);
      loaded.spans += spans.length;
      loaded.calls += calls;
      onProgress?.(loaded.calls, total);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  loaded.seconds = (performance.now() - started) / 1000;
  return loaded;
}

function between(day: Story['day'], from: number, to: number): Planned[] {
  const planned: Planned[] = [];
  for (let at = Math.floor(from / DAY); at * DAY < to; at++)
    planned.push(...day(at).filter((trace) => trace.at >= from && trace.at < to));
  return planned;
}

/** Makes traces only as they are asked for, so that few are in memory. Workers share the one iterator. */
function* batches(planned: readonly Planned[], kit: Kit): Generator<{ spans: DemoSpan[]; calls: number }> {
  let spans: DemoSpan[] = [];
  let calls = 0;
  for (const trace of planned) {
    spans.push(...trace.make(kit));
    calls += trace.calls;
    if (spans.length < BATCH) continue;
    yield { spans, calls };
    [spans, calls] = [[], 0];
  }
  if (spans.length) yield { spans, calls };
}
