/** Places in a call where text stands. */
export type Place = 'system' | 'input' | 'retrieved' | 'context' | 'output';

/** What detectors read of a call: plain text, without roles and JSON. Empty where the call has none. */
export interface Subject {
  /** All system instructions. */
  system: string;
  /** What the user wrote last. */
  input: string;
  /** Texts from outside that the model was given: results of tools, retrieved documents. */
  retrieved: readonly string[];
  /** What the answer must be grounded in. */
  context: readonly string[];
  /** What the model wrote. */
  output: string;
  /** What the answer must obey, by the ids of IFEval. */
  constraints: readonly Constraint[];
}

/** A rule for an answer that can be checked: `{id: 'punctuation:no_comma'}`, with the arguments that id takes. */
export interface Constraint {
  id: string;
  [argument: string]: unknown;
}

/** A stretch of text that a finding rests on, in UTF-16 positions of that text. */
export interface Evidence {
  place: Place;
  /** Which of the texts, where the place has several. */
  at?: number;
  from: number;
  to: number;
  /** What it is: `email`, `number`, `name`, … */
  label?: string;
}

/** What a detector says of one call. */
export interface Finding {
  /** Name of the score, in snake_case. */
  name: string;
  /** 0 to 1; near 1 is more of what the name says. */
  value: number;
  /** A kind within the name: of a refusal `safety`, `inability` or `policy`. */
  label?: string;
  /** One short sentence for people. Empty when there is nothing to tell. */
  reason: string;
  evidence: Evidence[];
}

/** One signal. Pure, linear in the length of the text, and bounded: longer texts are read in part, and the reason says so. */
export interface Detector {
  name: string;
  /** Grows with every change that can change a value. */
  version: string;
  /** Skipped where one of these is empty. */
  needs: readonly (keyof Subject)[];
  /** What was found; also that nothing was, with a low value. Empty where there is nothing to judge: then it was skipped. */
  run(subject: Subject): Finding[];
}
