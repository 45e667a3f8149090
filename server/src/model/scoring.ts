/**
 * What detectors say of every call: by name of the score what it means, from what value on it is called, and by what flag.
 * The columns of spans, the metrics and the screens come from this table.
 */
export interface ScoreInfo {
  title: string;
  doc: string;
  /** What calls in question are flagged with. */
  flag: string;
  /** Called from this value on; of `low` ones below it. */
  threshold: number;
  /** Near 1 is good, so low values are called. */
  low?: true;
}

export const SCORES = {
  injection: {
    title: 'Injection',
    doc: 'What the user wrote tries to set the instructions aside.',
    flag: 'injection',
    threshold: 0.5,
  },
  indirect_injection: {
    title: 'Indirect injection',
    doc: 'A tool result or retrieved document instructs the model.',
    flag: 'indirect_injection',
    threshold: 0.5,
  },
  jailbreak: {
    title: 'Jailbreak',
    doc: 'What the user wrote tries to talk the model out of its rules.',
    flag: 'jailbreak',
    threshold: 0.5,
  },
  toxicity_input: { title: 'Toxic input', doc: 'The user is abusive.', flag: 'toxicity_input', threshold: 0.5 },
  toxicity_output: { title: 'Toxic output', doc: 'The answer is abusive.', flag: 'toxicity_output', threshold: 0.5 },
  refusal: { title: 'Refusal', doc: 'The answer declines what was asked.', flag: 'refusal', threshold: 0.5 },
  pii: { title: 'Personal data', doc: 'Personal data or secrets in input or output.', flag: 'pii', threshold: 0.5 },
  leak: {
    title: 'Prompt leak',
    doc: 'Share of the system prompt that the answer gives away; 1 when it tells a canary token.',
    flag: 'leak',
    threshold: 0.15,
  },
  groundedness: {
    title: 'Groundedness',
    doc: 'How well the answer is supported by the context it was given.',
    flag: 'hallucination',
    threshold: 0.5,
    low: true,
  },
  adherence: {
    title: 'Adherence',
    doc: 'Share of the checkable instructions that the answer obeys.',
    flag: 'off_instructions',
    threshold: 1,
    low: true,
  },
  repetition: {
    title: 'Repetition',
    doc: 'Share of the answer that was said before in it.',
    flag: 'repetition',
    threshold: 0.3,
  },
} as const satisfies Record<string, ScoreInfo>;

export type ScoreName = keyof typeof SCORES;
export const SCORE_NAMES = Object.keys(SCORES) as ScoreName[];
/** A score as a table, whichever it is. */
export const scoreInfo = (name: ScoreName): ScoreInfo => SCORES[name];

/** From where on a project calls each score; what is missing is as shipped. */
export type Thresholds = Readonly<Partial<Record<ScoreName, number>>>;

/** Whether a value is called. */
export function isCalled(name: ScoreName, value: number, thresholds: Thresholds): boolean {
  const { threshold, low } = scoreInfo(name);
  const bound = thresholds[name] ?? threshold;
  return low ? value < bound : value >= bound;
}

/** The column of spans that holds a score. */
export const scoreColumn = <N extends ScoreName>(name: N): `score_${N}` => `score_${name}`;

/** Why a detector that had something to read did not finish: out of time, too many calls waiting, or an error of ours. */
export const UNSCORED = ['time', 'busy', 'failed'] as const;
export type Unscored = (typeof UNSCORED)[number];
