import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** `demo/`, seen from server/src/demo and from server/dist alike. */
const FOLDER = resolve(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../../../demo' : '../../demo');

/** `[ms since the row before, input tokens, output tokens]` of production chat traffic. */
export type Arrival = readonly [gap: number, input: number, output: number];
/** `[ms since the turn before, input tokens, output tokens, cached tokens]` of one conversation. */
export type Turn = readonly [gap: number, input: number, output: number, cached: number];

/** A real call of an API: time, model, latency, tokens and cost as they were; the text where it was published. */
export interface ApiCall {
  /** Milliseconds since the row before. */
  t: number;
  model: string;
  task: 'prime_full' | 'opinionqa';
  /** Latency in milliseconds. */
  ms: number;
  in: number;
  out: number;
  usd: number;
  q?: string;
  a?: string;
}

/** What somebody asked and what a model answered. */
export interface Text {
  id: string;
  task: 'question' | 'meeting' | 'email' | 'brief' | 'chat';
  context?: string;
  question?: string;
  answer: string;
  /** Who wrote the answer, where the set says so. */
  model?: string;
  label: 'good' | 'unsupported' | 'disobedient' | 'refused';
}

export interface DemoData {
  arrivals: readonly Arrival[];
  conversations: readonly (readonly Turn[])[];
  apiCalls: readonly ApiCall[];
  texts: readonly Text[];
  /** Real latencies divided by their median, ascending: how much calls of one kind differ. */
  spreads: readonly number[];
}

/** Rows of a file that `demo/build.ts` wrote: its shape is ours. */
function rows<T>(name: string): T[] {
  const text = gunzipSync(readFileSync(resolve(FOLDER, name))).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** Reads what ships in `demo/`: about 1 MB, 5 MB in memory. */
export function readDemoData(): DemoData {
  const apiCalls = rows<ApiCall>('api-calls.jsonl.gz');
  return {
    arrivals: rows<Arrival>('arrivals.jsonl.gz'),
    conversations: rows<Turn[]>('conversations.jsonl.gz'),
    apiCalls,
    texts: rows<Text>('texts.jsonl.gz'),
    spreads: spreadsOf(apiCalls.filter(({ model, task }) => model === 'gpt-4-0613' && task === 'opinionqa')),
  };
}

function spreadsOf(calls: readonly ApiCall[]): number[] {
  const sorted = calls.map(({ ms }) => ms).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 1;
  return sorted.map((ms) => ms / median);
}
