import { expect, test } from 'vitest';
import type { WireSpan } from '../model/wire.ts';
import { decodeTracesJson } from '../pipeline/wire/otlp-json.ts';
import { DAY, HOUR } from './calendar.ts';
import { readDemoData } from './data.ts';
import { createStory, loadDemo } from './demo.ts';
import { planDay } from './plan.ts';

/** A Tuesday. */
const NOW = Date.parse('2026-11-24T16:30:00Z');

async function load(now: number, days: number): Promise<WireSpan[]> {
  const spans: WireSpan[] = [];
  await loadDemo({
    now,
    days,
    send: async (body) => {
      const decoded = decodeTracesJson(body);
      expect(decoded.errors).toEqual([]);
      spans.push(...decoded.items);
      return decoded.rejected;
    },
  });
  return spans;
}

const isCall = ({ name }: WireSpan): boolean => /^(chat|embeddings) |^OpenAILike/.test(name);
const text = (span: WireSpan, key: string): string => String(span.attributes.get(key) ?? '');
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test('two weeks hold at least 50,000 calls, most of them in working hours', () => {
  const data = readDemoData();
  const today = Math.floor(NOW / DAY);
  const planned = Array.from({ length: 14 }, (_, i) => planDay(data, today - i)).flat();
  expect(planned.reduce((sum, { calls }) => sum + calls, 0)).toBeGreaterThan(50_000);
  const at = (hour: number): number => planned.filter((trace) => Math.floor((trace.at % DAY) / HOUR) === hour).length;
  expect(at(14)).toBeGreaterThan(5 * at(3));
});

test('loading again later sends the same spans: same ids, same starts, same parents', async () => {
  const identity = ({ trace_id, span_id, parent_id, start }: WireSpan): string =>
    [trace_id, span_id, parent_id, start].join();
  const first = await load(NOW, 1);
  const later = await load(NOW + 3 * HOUR, 1);
  expect(new Set(first.map(({ trace_id, span_id }) => trace_id + span_id)).size).toBe(first.length);
  const overlap = NOW + 3 * HOUR - DAY;
  const shared = (spans: WireSpan[]): string[] => {
    const traces = new Set(
      spans
        .filter(({ parent_id, start }) => !parent_id && start >= overlap * 1000 && start < NOW * 1000)
        .map((s) => s.trace_id),
    );
    return spans.filter(({ trace_id }) => traces.has(trace_id)).map(identity);
  };
  expect(shared(first).length).toBeGreaterThan(1000);
  expect(shared(later).sort()).toEqual(shared(first).sort());
});

test('the recorded calls keep their model, latency, tokens, cost and text', async () => {
  const data = readDemoData();
  const spans = await load(NOW, 1);
  const replayed = spans.filter((span) => text(span, 'demo.origin').startsWith('llmdrift_api_calls#'));
  expect(replayed.length).toBeGreaterThan(300);
  for (const span of replayed) {
    const call = data.apiCalls[Number(text(span, 'demo.origin').split('#')[1])]!;
    expect(Math.round((span.end - span.start) / 1000)).toBe(call.ms);
    expect(text(span, 'gen_ai.response.model')).toBe(call.model);
    expect(span.attributes.get('gen_ai.usage.output_tokens')).toBe(call.out);
    expect(span.attributes.get('gen_ai.usage.cost')).toBe(call.usd);
    if (call.a) expect(text(span, 'gen_ai.output.messages')).toContain(JSON.stringify(call.a));
  }
});

test('every span says what of it was made up', async () => {
  for (const span of await load(NOW, 0.2)) {
    expect(span.attributes.get('demo.synthesised')).toBeInstanceOf(Array);
    expect(text(span, 'demo.origin')).toMatch(/#\d+/);
  }
});

test('the story shows: a version that is slower and dearer, an hour of refusals', async () => {
  const spans = await load(NOW, 2);
  const version = (wanted: string): WireSpan[] =>
    spans.filter(
      (s) => text(s, 'telltale.prompt.name') === 'summarise-meeting' && text(s, 'telltale.prompt.version') === wanted,
    );
  const tokens = (wanted: string): number =>
    mean(version(wanted).flatMap((s) => s.attributes.get('gen_ai.usage.input_tokens') ?? []) as number[]);
  const duration = (wanted: string): number =>
    mean(version(wanted).flatMap(({ start, end, status }) => (status === 2 ? [] : [end - start])));
  expect(tokens('7')).toBeGreaterThan(2 * tokens('6'));
  expect(duration('7')).toBeGreaterThan(1.15 * duration('6'));

  const refused = (from: number, to: number): number => {
    const during = spans.filter(
      (s) => isCall(s) && s.start >= (NOW - from * HOUR) * 1000 && s.start < (NOW - to * HOUR) * 1000,
    );
    return during.filter((s) => s.attributes.get('http.response.status_code') === 429).length / during.length;
  };
  expect(refused(6.5, 5.4)).toBeGreaterThan(0.08);
  expect(refused(4, 1)).toBeLessThan(0.02);
});

test('stops when it is told to', async () => {
  const stop = new AbortController();
  const loading = loadDemo({
    now: NOW,
    days: 1,
    signal: stop.signal,
    send: async () => {
      stop.abort(new Error('enough'));
      return 0;
    },
  });
  await expect(loading).rejects.toThrow('enough');
});

test('turns of a conversation carry what was said before', () => {
  const { kit, day } = createStory(NOW);
  const turn = day(Math.floor(NOW / DAY) - 1)
    .flatMap((trace) => trace.make(kit))
    .find(({ attributes }) => /mooncake_conversation#\d+\.1 /.test(String(attributes['demo.origin'])));
  expect(JSON.parse(String(turn?.attributes['gen_ai.input.messages'])).length).toBeGreaterThan(1);
});
