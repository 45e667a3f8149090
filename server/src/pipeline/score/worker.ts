import { parentPort } from 'node:worker_threads';
import type { Thresholds } from '../../model/scoring.ts';
import { type Scored, scoreCall } from './score-call.ts';
import { type CallTexts, subjectOf } from './subject.ts';

/** Calls of one project, to be scored together. */
export interface Task {
  id: number;
  calls: CallTexts[];
  thresholds: Thresholds;
}

export interface Done {
  id: number;
  scored: Scored[];
}

/** A thread of detectors: scores what it is sent, in its order. */
parentPort?.on('message', ({ id, calls, thresholds }: Task) => {
  const scored = calls.map((call) => scoreCall(subjectOf(call), thresholds));
  parentPort?.postMessage({ id, scored } satisfies Done);
});
