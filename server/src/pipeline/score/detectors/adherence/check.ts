import type { Constraint } from '../../detector.ts';
import type { Span } from '../../text/sentences.ts';
import { CannotTell, type Checker } from './checker.ts';
import { CONTENT } from './content.ts';
import { EDGES } from './edges.ts';
import { FORMAT } from './format.ts';
import { KEYWORDS } from './keywords.ts';
import { LENGTH } from './length.ts';
import { LETTERS } from './letters.ts';
import { readings } from './loose.ts';
import { SCHEMA } from './schema.ts';

/** Every kind of constraint that can be checked: the 25 of IFEval and `json_schema`. */
const CHECKERS: ReadonlyMap<string, Checker<unknown>> = new Map(
  Object.entries({ ...LENGTH, ...KEYWORDS, ...FORMAT, ...CONTENT, ...EDGES, ...LETTERS, ...SCHEMA }),
);

export const CONSTRAINT_IDS: readonly string[] = [...CHECKERS.keys()];

/** What became of one constraint. */
export type Outcome =
  | { kind: 'obeyed'; rule: string }
  /** `nearly`: a lenient reader would let it pass. `has`: what there is instead, `''` where nothing can be said. */
  | { kind: 'broken'; rule: string; nearly: boolean; has: string; where: Span[] }
  | { kind: 'unchecked'; id: string; why: string };

/** Judges an answer by one constraint. Never throws: what cannot be checked is said so. An empty answer obeys nothing. */
export function check(constraint: Constraint, answer: string): Outcome {
  const id = String(constraint.id).slice(0, 100);
  const checker = CHECKERS.get(id.replace(/^en:/, ''));
  if (!checker) return { kind: 'unchecked', id, why: 'unknown' };
  const parsed = checker.takes.safeParse(argumentsOf(constraint));
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') || 'arguments';
    return { kind: 'unchecked', id, why: `wrong ${at.slice(0, 60)}` };
  }
  try {
    return judge(checker, parsed.data, answer);
  } catch (error) {
    return { kind: 'unchecked', id, why: error instanceof CannotTell ? error.message : 'too complex' };
  }
}

function judge(checker: Checker<unknown>, given: unknown, answer: string): Outcome {
  const rule = checker.rule(given);
  if (answer.trim() !== '' && checker.obeyed(answer, given)) return { kind: 'obeyed', rule };
  return {
    kind: 'broken',
    rule,
    nearly: !checker.exact && readings(answer).some((reading) => checker.obeyed(reading, given)),
    has: checker.has?.(answer, given) ?? '',
    where: checker.where?.(answer, given) ?? [],
  };
}

/** Arguments without the id, and without those that are null: lists written by hand carry all arguments of all kinds. */
function argumentsOf({ id: _, ...rest }: Constraint): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
}
