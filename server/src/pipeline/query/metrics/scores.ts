import type { MeasureId } from '../../store/measures.ts';
import type { Metric } from './metric.ts';

/** What a detector says, as metrics: whose measures they are made of, and in words what is counted. */
interface Called {
  /** `refusal`: of the measures `scored_refusal` and `called_refusal`. */
  of: MeasureId extends infer Id ? (Id extends `scored_${infer Name}` ? Name : never) : never;
  /** `Refusals` */
  title: string;
  /** `decline what was asked` */
  calls: string;
  /** What the rate is called where that is not the score's name. */
  rate?: string;
}

/** The share of scored calls that were called, and how many calls it rests on. */
export function calledRate({ of, title, calls, rate = of }: Called): Metric[] {
  return [
    {
      id: `${rate}_rate`,
      title,
      unit: 'ratio',
      better: 'lower',
      kind: 'ratio',
      description: `Share of the calls scored for it that ${calls}, by the thresholds in force when they were scored.`,
      needs: [`scored_${of}`, `called_${of}`],
      sql: `m_called_${of} / nullIf(m_scored_${of}, 0)`,
    },
    basis(of, title),
  ];
}

/** Calls that have a score: what its metrics rest on. */
const basis = (of: Called['of'], title: string): Metric => ({
  id: `${of}_calls`,
  title: `${title}: calls scored`,
  unit: 'calls',
  better: 'none',
  kind: 'count',
  description: 'Calls with a text to judge that were judged: what the figures rest on.',
  needs: [`scored_${of}`],
  sql: `m_scored_${of}`,
});

/** The mean of a score. */
export const meanScore = (of: 'groundedness' | 'adherence', title: string, description: string): Metric => ({
  id: of,
  title,
  unit: 'ratio',
  better: 'higher',
  kind: 'mean',
  description,
  needs: [of, `scored_${of}`],
  sql: `toFloat64(m_${of}) / nullIf(m_scored_${of}, 0)`,
});
