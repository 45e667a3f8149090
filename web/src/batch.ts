import { ApiError, post } from './api.ts';
import type { MetricQuery, QueryResult } from './model.ts';

/** Questions that are sent together. */
interface Batch {
  questions: Map<string, Question>;
  askers: number;
  aborted: number;
  abort: AbortController;
  answers: Promise<Map<string, QueryResult | ApiError>>;
}

interface Question {
  metrics: Set<string>;
  shape: Omit<MetricQuery, 'metrics'>;
}

type Told = QueryResult | { problem: { status: number; title: string; detail: string; field?: string } };

const waiting = new Map<string, Batch>();

/**
 * Asks for numbers. Questions of one moment about the same calls and times travel as one request: those that differ in nothing but
 * their metrics as one question, whose whole answer each asker gets. The request is aborted when every asker has gone.
 */
export async function ask(query: MetricQuery, signal?: AbortSignal): Promise<QueryResult> {
  const { metrics, ...shape } = query;
  const { filter, text, range, interval, compare } = query;
  const key = JSON.stringify(shape);
  const batch = batchOf(JSON.stringify([filter, text, range, interval, compare]));
  const question = batch.questions.get(key) ?? { metrics: new Set<string>(), shape };
  batch.questions.set(key, question);
  for (const metric of metrics) question.metrics.add(metric);
  batch.askers++;
  signal?.addEventListener('abort', () => {
    if (++batch.aborted === batch.askers) batch.abort.abort();
  });
  const answer = (await batch.answers).get(key) ?? new ApiError(500, 'No answer', 'The server left it out.');
  if (answer instanceof ApiError) throw answer;
  return answer;
}

function batchOf(key: string): Batch {
  const open = waiting.get(key);
  if (open) return open;
  const questions: Batch['questions'] = new Map();
  const abort = new AbortController();
  const answers = new Promise<void>((resolve) => setTimeout(resolve)).then(async () => {
    waiting.delete(key);
    const queries = [...questions.values()].map(({ metrics, shape }) => ({ ...shape, metrics: [...metrics] }));
    const told = await send(queries, abort.signal);
    return new Map([...questions.keys()].flatMap((one, i) => (told[i] ? [[one, told[i]]] : [])));
  });
  const batch = { questions, askers: 0, aborted: 0, abort, answers };
  waiting.set(key, batch);
  return batch;
}

async function send(queries: MetricQuery[], signal: AbortSignal): Promise<(QueryResult | ApiError)[]> {
  const [only] = queries;
  if (only && queries.length === 1) return [await post<QueryResult>('/query', only, signal)];
  const { answers } = await post<{ answers: Told[] }>('/queries', { queries }, signal);
  return answers.map((one) => {
    if (!('problem' in one)) return one;
    const { status, title, detail, field } = one.problem;
    return new ApiError(status, title, detail, field);
  });
}
