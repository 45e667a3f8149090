import { z } from 'zod';
import type { Span } from '../../text/sentences.ts';

/** How one kind of constraint is checked. All are linear in the length of the answer, and judge it as it stands. */
export interface Checker<A> {
  /** Arguments it takes. */
  takes: z.ZodType<A>;
  obeyed(answer: string, given: A): boolean;
  /** The rule in a few words: `at least 300 words`. */
  rule(given: A): string;
  /** What a broken answer has instead: `212`. */
  has?(answer: string, given: A): string;
  /** There is no lenient reading of it. */
  exact?: true;
  /** Where a broken answer shows it, at most {@link SHOWN} places. */
  where?(answer: string, given: A): Span[];
}

/** Places shown for one broken rule. */
export const SHOWN = 5;

/** Thrown by a checker that cannot tell; the message says why. */
export class CannotTell extends Error {}

/** Keeps a checker's own argument types, and gives the table one type for all. */
export const checker = <A>(parts: Checker<A>): Checker<unknown> => parts as Checker<unknown>;

/** Numbers and how they are compared. IFEval knows the first two relations. */
export const relation = z.enum(['at least', 'less than', 'at most', 'more than', 'exactly']);
export type Relation = z.infer<typeof relation>;

export const amount = z.number().int().min(0).max(1_000_000);
export const phrase = z.string().min(1).max(2_000);

export function holds(count: number, relation: Relation, limit: number): boolean {
  switch (relation) {
    case 'at least':
      return count >= limit;
    case 'less than':
      return count < limit;
    case 'at most':
      return count <= limit;
    case 'more than':
      return count > limit;
    case 'exactly':
      return count === limit;
  }
}

/** `1 word`, `3 words`. */
export const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** A phrase as it is quoted in a reason. */
export const quoted = (text: string): string => `“${text.length > 60 ? `${text.slice(0, 57)}…` : text}”`;
