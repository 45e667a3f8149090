import { post } from './api.ts';
import type { MetricQuery, QueryResult } from './model.ts';

interface Pending {
  metrics: Set<string>;
  askers: number;
  aborted: number;
  abort: AbortController;
  answer: Promise<QueryResult>;
}

const waiting = new Map<string, Pending>();

/**
 * Asks for numbers. Questions of one moment that differ in nothing but their metrics travel as one request,
 * and each asker gets the whole answer; it is aborted when every asker has gone.
 */
export function ask(query: MetricQuery, signal?: AbortSignal): Promise<QueryResult> {
  const { metrics, ...shape } = query;
  const key = JSON.stringify(shape);
  const pending = waiting.get(key) ?? start(key, shape);
  for (const metric of metrics) pending.metrics.add(metric);
  pending.askers++;
  signal?.addEventListener('abort', () => {
    if (++pending.aborted === pending.askers) pending.abort.abort();
  });
  return pending.answer;
}

function start(key: string, shape: Omit<MetricQuery, 'metrics'>): Pending {
  const metrics = new Set<string>();
  const abort = new AbortController();
  const answer = new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
    waiting.delete(key);
    return post<QueryResult>('/query', { ...shape, metrics: [...metrics] }, abort.signal);
  });
  const pending = { metrics, askers: 0, aborted: 0, abort, answer };
  waiting.set(key, pending);
  return pending;
}
