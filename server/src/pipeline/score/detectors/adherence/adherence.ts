import type { Constraint, Detector, Evidence, Finding, Subject } from '../../detector.ts';
import { check, type Outcome } from './check.ts';
import { extract, extractKept } from './extract/extract.ts';

/** Constraints of one call that are looked at, and places of them that are shown. */
const MOST = 50;
const SHOWN = 20;

/** Signs read of an answer: its beginning, and its end. */
const HEAD = 80_000;
const TAIL = 20_000;

/** A constraint, and where it was read: nowhere, if it was declared. */
interface Asked {
  constraint: Constraint;
  source?: Evidence;
}

/** The part of an answer that is read, and how far the positions behind its beginning are shifted. */
interface Answer {
  text: string;
  cut: number;
}

/**
 * Whether the answer obeys: of the constraints declared for the call, and of those its prompts state in plain language,
 * the share that the answer obeys as it stands. Two scores, told apart by their label; none where nothing is asked.
 * `adherence_unchecked` is the share of declared constraints nobody can check, with their names.
 */
export const adherence: Detector = {
  name: 'adherence',
  version: '1',
  needs: ['output'],
  run(subject) {
    const answer = bounded(subject.output);
    const declared = subject.constraints.slice(0, MOST).map((constraint) => ({ constraint }));
    const known = new Set(subject.constraints.map(({ id }) => plainId(id)));
    const extracted = read(subject).filter(({ constraint }) => !known.has(constraint.id));
    return [...judge('declared', declared, answer), ...judge('extracted', extracted.slice(0, MOST), answer)];
  },
};

/** What the prompts say. System prompts come again and again: what was read in them is kept. */
function read({ system, input }: Subject): Asked[] {
  const asked = (place: 'system' | 'input') => (one: ReturnType<typeof extract>[number]) => ({
    constraint: one.constraint,
    source: { place, from: one.from, to: one.to, label: one.constraint.id },
  });
  // "Repeat the request" in a system prompt is about a request that stands elsewhere.
  const general = extractKept(system).filter(({ constraint }) => constraint.id !== 'combination:repeat_prompt');
  return [...general.map(asked('system')), ...extract(input).map(asked('input'))];
}

function judge(label: 'declared' | 'extracted', asked: Asked[], answer: Answer): Finding[] {
  const outcomes = asked.map((one) => ({ ...one, outcome: check(one.constraint, answer.text) }));
  const checked = outcomes.filter(({ outcome }) => outcome.kind !== 'unchecked');
  const broken = outcomes.filter(({ outcome }) => outcome.kind === 'broken');
  const found: Finding[] = [];
  if (checked.length > 0) {
    found.push({
      name: 'adherence',
      value: 1 - broken.length / checked.length,
      label,
      reason: reasonOf(broken, checked.length, answer),
      evidence: broken.flatMap((one) => evidenceOf(one, answer)).slice(0, SHOWN),
    });
  }
  const unchecked = outcomes.length - checked.length;
  if (label === 'declared' && unchecked > 0) {
    const names = outcomes.flatMap(({ outcome }) =>
      outcome.kind === 'unchecked' ? `${outcome.id} (${outcome.why})` : [],
    );
    const reason = `Not checked: ${shortened(names)}.`;
    found.push({ name: 'adherence_unchecked', value: unchecked / outcomes.length, label, reason, evidence: [] });
  }
  return found;
}

interface Judged extends Asked {
  outcome: Outcome;
}

function reasonOf(broken: Judged[], checked: number, { cut }: Answer): string {
  const part = cut > 0 ? ' The answer is long and was read in part.' : '';
  if (broken.length === 0) return `All ${checked} obeyed.${part}`;
  return `Broken, of ${checked}: ${shortened(broken.map(({ outcome }) => told(outcome)))}.${part}`;
}

function told(outcome: Outcome): string {
  if (outcome.kind !== 'broken') return '';
  const notes = [outcome.has, outcome.nearly ? 'nearly' : ''].filter(Boolean).join('; ');
  return notes ? `${outcome.rule} (${notes})` : outcome.rule;
}

/** The first few, and how many more. */
function shortened(all: string[], most = 5): string {
  const rest = all.length - most;
  return all.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** The sentence that asks, where there is one, and the places in the answer that break it. */
function evidenceOf({ source, constraint, outcome }: Judged, { cut }: Answer): Evidence[] {
  const where = outcome.kind === 'broken' ? outcome.where : [];
  const label = plainId(constraint.id);
  return [
    ...(source ? [source] : []),
    ...where.map(({ from, to }): Evidence => {
      const shift = from >= HEAD ? cut : 0;
      return { place: 'output', from: from + shift, to: to + shift, label };
    }),
  ];
}

function bounded(output: string): Answer {
  const cut = output.length - HEAD - TAIL;
  return cut <= 0 ? { text: output, cut: 0 } : { text: output.slice(0, HEAD) + output.slice(-TAIL), cut };
}

const plainId = (id: unknown): string => String(id).replace(/^en:/, '').slice(0, 100);
