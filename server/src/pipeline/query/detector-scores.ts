import { SCORE_NAMES, type ScoreName } from '../../model/scoring.ts';
import type { CallJson } from './call-row.ts';
import { parsed, type ScoreJson } from './trace-scores.ts';

/** What detectors left in a row, besides the values. */
export interface ScoredRow {
  findings: string;
  detectors: string;
  unscored: string[];
}

/** The columns of it, over `telltale.spans AS t`. */
export const SCORED_SELECT = 't.findings AS findings, t.detectors AS detectors, t.unscored AS unscored';

interface Finding {
  score: ScoreName;
  name: string;
  value: number;
  label?: string;
  reason: string;
  evidence: unknown[];
  version: string;
}

/** Scores that detectors gave a call: with reason and evidence what was called, else the value alone. */
export function detectorScores(call: CallJson, { findings, detectors }: ScoredRow): ScoreJson[] {
  const told = findings === '' ? [] : (parsed(findings) as Finding[]);
  return SCORE_NAMES.flatMap((score): ScoreJson[] => {
    const value = call[`score.${score}`];
    if (typeof value !== 'number') return [];
    const plain = { name: score, source: 'detector', time: call.time };
    const called = told.filter((one) => one.score === score);
    if (called.length === 0)
      return [{ ...plain, id: `detector:${call.span_id}:${score}`, value, evaluator: score, version: detectors }];
    return called.map(({ name, value, label, reason, evidence, version }) => ({
      ...plain,
      id: `detector:${call.span_id}:${name}`,
      value,
      ...(label && { label }),
      evaluator: name,
      version,
      ...(reason && { reason }),
      ...(evidence.length > 0 && { evidence }),
      called: true,
    }));
  });
}
