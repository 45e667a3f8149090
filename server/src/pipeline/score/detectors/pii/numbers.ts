import { isCard } from './card.ts';
import { findIban } from './iban.ts';
import { findIpv4 } from './ip.ts';
import type { Finder, Pii } from './kinds.ts';
import { ALPHA, DIGIT, is, isWord } from './letters.ts';
import { findPhone, phoneIsMeant } from './phone.ts';

/** A run of digits. */
export interface Group {
  from: number;
  to: number;
}

const GROUPS = 8;
/** Fewer digits than a short phone number are nothing. */
const LEAST = 7;

/** At the first digit of a run: whatever is made of digits, the stricter forms first. */
export const findNumber: Finder = (text, at, floor) => {
  if (is(text, at - 1, ALPHA)) return findIban(text, at, floor);
  if (text.charCodeAt(at - 1) === 95 || isFraction(text, at)) return undefined;
  const ip = findIpv4(text, at);
  if (ip) return ip;
  const groups = readGroups(text, at);
  let digits = 0;
  for (const { from, to } of groups) digits += to - from;
  if (digits < LEAST) return undefined;
  return findCard(text, groups) ?? findSsn(text, groups) ?? findPhone(text, groups, floor);
};

/** The runs of digits from `at` on that small gaps join; at most 8, and none across a line. */
function readGroups(text: string, at: number): Group[] {
  const groups: Group[] = [];
  for (let from = at; from > 0 || groups.length === 0; from = afterGap(text, groups[groups.length - 1]!.to)) {
    let to = from;
    while (is(text, to, DIGIT)) to++;
    groups.push({ from, to });
    if (groups.length === GROUPS) break;
  }
  return groups;
}

/** Where digits go on after ` `, `-`, `.`, `/`, or a parenthesis with a blank or dash; 0 when they do not. */
function afterGap(text: string, at: number): number {
  if (is(text, at + 1, DIGIT)) return ' .-/()\u00a0'.includes(text.charAt(at)) ? at + 1 : 0;
  // Most numbers end here: the pattern is asked only where a parenthesis is.
  if (text.charCodeAt(at) !== 41 && text.charCodeAt(at + 1) !== 40 && text.charCodeAt(at + 1) !== 41) return 0;
  const gap = /^(?:[ -]\(|\)[ -]| ?\) ?-)(?=\d)/.exec(text.slice(at, at + 4));
  return gap ? at + gap[0].length : 0;
}

/** What stands before a group. */
const gapBefore = (text: string, groups: readonly Group[], at: number) =>
  text.slice(groups[at - 1]!.to, groups[at]!.from);

/** How cards are printed, by the sizes of the groups. */
const printed = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4, 2],
  [4, 4, 4, 4, 1],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
];

/** In one run, or in the groups that are printed on cards. */
function findCard(text: string, groups: readonly Group[]): Pii | undefined {
  const first = groups[0]!;
  const length = first.to - first.from;
  if (length >= 12) return cardOf(text, first.from, first.to);
  if (length !== 4 || groups.length < 3) return undefined;
  for (const sizes of printed) {
    const fits = sizes.every((size, at) => {
      const group = groups[at];
      return group && group.to - group.from === size && (at === 0 || ' -\u00a0'.includes(gapBefore(text, groups, at)));
    });
    const card = fits && cardOf(text, first.from, groups[sizes.length - 1]!.to);
    if (card) return card;
  }
  return undefined;
}

function cardOf(text: string, from: number, to: number): Pii | undefined {
  if (isWord(text, to) || text.charAt(to) === '_') return undefined;
  return isCard(text.slice(from, to).replace(/\D/g, '')) ? { type: 'card', from, to } : undefined;
}

const SSN_MEANT = /\b(?:ssn|social security|tax(?:payer)? id|itin)\b/i;

/** `123-45-6789`; with spaces, or in one run, only where the words before say so. */
function findSsn(text: string, groups: readonly Group[]): Pii | undefined {
  const first = groups[0]!;
  const whole = first.to - first.from === 9;
  const last = whole ? first : groups[2];
  if (!last || isWord(text, last.to) || /[-.]\d/.test(text.slice(last.to, last.to + 2))) return undefined;
  const parts = whole
    ? [
        text.slice(first.from, first.from + 3),
        text.slice(first.from + 3, first.from + 5),
        text.slice(first.from + 5, first.to),
      ]
    : groups.slice(0, 3).map(({ from, to }) => text.slice(from, to));
  if (parts.map((part) => part.length).join() !== '3,2,4') return undefined;
  if (
    /[-.\d]/.test(text.charAt(first.from - 1)) ||
    parts[0] === '000' ||
    parts[0] === '666' ||
    parts[1] === '00' ||
    parts[2] === '0000'
  )
    return undefined;
  const dashed = !whole && gapBefore(text, groups, 1) === '-' && gapBefore(text, groups, 2) === '-';
  const meant = () => SSN_MEANT.test(text.slice(Math.max(0, first.from - 48), first.from));
  const plain = dashed && parts[0]! < '900' && !phoneIsMeant(text, first.from, last.to);
  return plain || meant() ? { type: 'ssn', from: first.from, to: last.to } : undefined;
}

/** The digits after a decimal point. */
const isFraction = (text: string, at: number) =>
  (text.charCodeAt(at - 1) === 46 || text.charCodeAt(at - 1) === 44) && is(text, at - 2, DIGIT);
