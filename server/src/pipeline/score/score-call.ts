import { createHash } from 'node:crypto';
import { isCalled, SCORE_NAMES, type ScoreName, scoreInfo, type Thresholds } from '../../model/scoring.ts';
import type { Detector, Evidence, Finding, Subject } from './detector.ts';
import { adherence } from './detectors/adherence/adherence.ts';
import { groundedness } from './detectors/groundedness/groundedness.ts';
import { indirectInjection, injection } from './detectors/injection.ts';
import { jailbreak } from './detectors/jailbreak.ts';
import { language } from './detectors/language.ts';
import { leak } from './detectors/leak/leak.ts';
import { pii } from './detectors/pii/pii.ts';
import { refusal } from './detectors/refusal/refusal.ts';
import { repetition } from './detectors/repetition.ts';
import { toxicityInput, toxicityOutput } from './detectors/toxicity.ts';

/** Every detector, the quick ones first: what time runs out for is the rest. */
const DETECTORS: readonly Detector[] = [
  ...[injection, jailbreak, toxicityInput, refusal, toxicityOutput, indirectInjection],
  ...[pii, leak, repetition, language, adherence, groundedness],
];

/** Changes whenever one of them does. */
export const DETECTORS_VERSION = createHash('sha256')
  .update(DETECTORS.map(({ name, version }) => `${name} ${version}`).join('\n'))
  .digest('hex')
  .slice(0, 8);

/** A finding under the name of its score; a score may have several. */
interface Named {
  score: ScoreName;
  finding: Finding;
  version: string;
}

/** What was found in one call. */
export interface Scored {
  /** By position in `SCORE_NAMES`, four decimals; NaN where nothing was there to judge. */
  values: Float64Array;
  flags: string[];
  /** JSON of what was called, '' when nothing was. */
  findings: string;
  /** `<detector>:<why>` */
  unscored: string[];
  /** Of the answer, '' when it is not sure. */
  language: string;
}

/** Time for one call in ms; a detector that has begun ends. */
const CALL_MS = 50;
/** Pieces of evidence kept of a finding, characters kept of each, and of all findings together. */
const MAX_EVIDENCE = 20;
const MAX_QUOTE = 160;
const MAX_FINDINGS = 16_384;

/** Runs every detector that has something to read. Never throws: what fails or takes too long is told in `unscored`. */
export function scoreCall(subject: Subject, thresholds: Thresholds, callMs = CALL_MS): Scored {
  const begun = performance.now();
  const scored: Scored = {
    values: new Float64Array(SCORE_NAMES.length).fill(Number.NaN),
    flags: [],
    findings: '',
    unscored: [],
    language: '',
  };
  const called: Named[] = [];
  for (const { name, version, needs, run } of DETECTORS) {
    if (needs.some((place) => subject[place].length === 0)) continue;
    if (performance.now() - begun > callMs) {
      scored.unscored.push(`${name}:time`);
      continue;
    }
    try {
      for (const finding of run(subject)) take(finding, version);
    } catch {
      scored.unscored.push(`${name}:failed`);
    }
  }
  scored.flags = flagsOf(called);
  scored.findings = told(called, subject);
  return scored;

  function take(finding: Finding, version: string): void {
    if (finding.name === 'language_output' && finding.value === 1) scored.language = finding.label ?? '';
    const score = scoreOf(finding, subject);
    if (score === undefined) return;
    const at = SCORE_NAMES.indexOf(score);
    const value = Math.round(finding.value * 10_000) / 10_000;
    const before = scored.values[at] as number;
    // Of input and output the one that has more; of adherence the declared rules, which come first.
    if (Number.isNaN(before) || (score !== 'adherence' && value > before)) scored.values[at] = value;
    else if (score === 'adherence') return;
    if (isCalled(score, value, thresholds)) called.push({ score, finding, version });
  }
}

/** The score a finding counts for; undefined for what is told besides, and where there was nothing to find it in. */
function scoreOf({ name, value }: Finding, { system, input, output }: Subject): ScoreName | undefined {
  if (name === 'pii_input') return input === '' ? undefined : 'pii';
  if (name === 'pii_output') return output === '' ? undefined : 'pii';
  if (name === 'leak' && system === '' && value === 0) return undefined;
  return (SCORE_NAMES as string[]).includes(name) ? (name as ScoreName) : undefined;
}

/** The flag of each score that was called, and its kinds. */
function flagsOf(called: readonly Named[]): string[] {
  const flags = new Set<string>();
  for (const { score, finding } of called) {
    const { flag } = scoreInfo(score);
    flags.add(flag);
    const kinds = score === 'pii' ? finding.evidence.map(({ label }) => label) : [score === 'refusal' && finding.label];
    for (const kind of kinds) if (kind) flags.add(`${flag}:${kind}`);
  }
  return [...flags];
}

/** Findings with their evidence and the words of it, so that a reader finds them however the texts are shown. */
function told(called: readonly Named[], subject: Subject): string {
  if (called.length === 0) return '';
  const findings = called.map(({ score, finding, version }) => {
    const { name, value, label, reason } = finding;
    const evidence = finding.evidence.slice(0, MAX_EVIDENCE).map((one) => ({ ...one, text: quoteOf(one, subject) }));
    return {
      score,
      name,
      value: Math.round(value * 10_000) / 10_000,
      ...(label && { label }),
      reason,
      evidence,
      version,
    };
  });
  const whole = JSON.stringify(findings);
  return whole.length <= MAX_FINDINGS ? whole : JSON.stringify(findings.map((one) => ({ ...one, evidence: [] })));
}

function quoteOf({ place, at = 0, from, to }: Evidence, subject: Subject): string {
  const texts = subject[place];
  const text = typeof texts === 'string' ? texts : (texts[at] ?? '');
  return text.slice(from, Math.min(to, from + MAX_QUOTE));
}
