import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { Thresholds } from '../../model/scoring.ts';
import { type Scored, scoreCall } from './score-call.ts';
import { type CallTexts, subjectOf } from './subject.ts';

const NICE = 10;

/** Calls of one project, to be scored together. */
export interface Task {
  id: number;
  calls: CallTexts[];
  thresholds: Thresholds;
}

export interface Done {
  id: number;
  scored: Scored[];
  /** What it took. */
  ms: number;
}

// Taking calls in goes first. On Linux this is of the thread, elsewhere it would be of the whole process.
if (process.platform === 'linux') setPriority(0, NICE);

/** Models and tables are loaded before the first call comes, which must not pay for them. */
for (const documents of [[], ['It is 12.']])
  scoreCall(
    subjectOf({ input: 'How late is it?', output: 'It is 12.', context: '', constraints: '', documents }),
    {},
    60_000,
  );

/** A thread of detectors: scores what it is sent, in its order. */
parentPort?.on('message', ({ id, calls, thresholds }: Task) => {
  const begun = performance.now();
  const scored = calls.map((call) => scoreCall(subjectOf(call), thresholds));
  parentPort?.postMessage({ id, scored, ms: performance.now() - begun } satisfies Done);
});
