import { availableParallelism } from 'node:os';
import { SCORE_NAMES, scoreColumn, type Thresholds, type Unscored } from '../../model/scoring.ts';
import type { Span } from '../../model/span.ts';
import { DETECTORS_VERSION, type Scored } from './score-call.ts';
import type { CallTexts } from './subject.ts';
import { Threads, type ThreadsOptions } from './threads.ts';

/** Scores rows in place, before they are kept. */
export interface Scorer {
  /** Scores the calls among these spans that are not scored yet. `trace`: further spans of their traces. Never throws. */
  score(spans: readonly Span[], trace?: readonly Span[]): Promise<void>;
  close(): Promise<void>;
}

/** Leaves every call unscored. */
export const NO_SCORER: Scorer = { score: async () => {}, close: async () => {} };

export interface ScorerOptions extends Partial<ThreadsOptions> {
  thresholds: (project: string) => Thresholds;
  /** Told of each call: what was scored, and what was not and why. */
  count?: (scored: readonly string[], unscored: readonly string[]) => void;
}

/** Calls of one task: enough to be worth a message, few enough to be shared out. */
const TASK = 50;
const COLUMNS = SCORE_NAMES.map(scoreColumn);
/** Of the retrievers of one trace. */
const MAX_DOCUMENTS = 50;

export function createScorer({ thresholds, count, ...options }: ScorerOptions): Scorer {
  // One core is left to the thread that takes calls in.
  const threads = new Threads({ threads: Math.max(1, availableParallelism() - 1), ...options });

  async function task(spans: Span[], texts: CallTexts[]): Promise<void> {
    if (!threads.hasRoom(spans.length)) return giveUp(spans, 'busy');
    const scored = await threads.run(texts, thresholds((spans[0] as Span).project));
    if (!scored) return giveUp(spans, 'failed');
    for (const [at, span] of spans.entries()) fill(span, scored[at] as Scored);
  }

  function fill(span: Span, { values, flags, findings, unscored, language }: Scored): void {
    for (const [at, column] of COLUMNS.entries())
      span[column] = Number.isNaN(values[at]) ? null : (values[at] as number);
    Object.assign(span, { flags, findings, unscored, detectors: DETECTORS_VERSION });
    if (span.language === '') span.language = language;
    count?.(
      SCORE_NAMES.filter((_, at) => !Number.isNaN(values[at])),
      unscored,
    );
  }

  function giveUp(spans: readonly Span[], why: Unscored): void {
    for (const span of spans) {
      span.unscored = [`all:${why}`];
      count?.([], span.unscored);
    }
  }

  return {
    async score(spans, trace = spans) {
      const calls = spans.filter(isToScore);
      if (calls.length === 0) return;
      const documents = documentsByTrace(trace);
      const tasks: Promise<void>[] = [];
      for (const some of portions(calls))
        tasks.push(
          task(
            some,
            some.map((span) => textsOf(span, documents)),
          ),
        );
      await Promise.all(tasks);
    },
    close: () => threads.close(),
  };
}

/** Only calls of language models say something, and a row that was scored stays as it is until its texts change. */
const isToScore = ({ is_call, kind, detectors, input, output, deleted }: Span): boolean =>
  is_call && kind === 'llm' && detectors === '' && !deleted && (input !== '' || output !== '');

/** Few calls at a time, all of one project. */
function portions(calls: readonly Span[]): Span[][] {
  const result: Span[][] = [];
  for (const call of calls) {
    const last = result.at(-1);
    if (last && last.length < TASK && last[0]?.project === call.project) last.push(call);
    else result.push([call]);
  }
  return result;
}

function documentsByTrace(spans: readonly Span[]): Map<string, string[]> {
  const byTrace = new Map<string, string[]>();
  for (const { kind, output, trace_id } of spans) {
    if (kind !== 'retriever' || output === '') continue;
    const list = byTrace.get(trace_id) ?? [];
    if (list.length < MAX_DOCUMENTS) byTrace.set(trace_id, [...list, output]);
  }
  return byTrace;
}

const NONE: readonly string[] = [];
const textsOf = ({ input, output, metadata, trace_id }: Span, documents: Map<string, string[]>): CallTexts => ({
  input,
  output,
  context: metadata.get('telltale.context') ?? '',
  constraints: metadata.get('telltale.constraints') ?? '',
  documents: documents.get(trace_id) ?? NONE,
});
