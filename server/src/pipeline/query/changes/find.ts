import { type Cause, causesOf, type Dominated, mixScan, rateScan, split, volumeScan } from './attribute.ts';
import { type Cell, DIMENSIONS } from './cell.ts';
import { type Piece, piecesOf, sumOf } from './expected.ts';
import { KINDS, type Kind } from './kinds.ts';
import { likelihoodRatio, pOf } from './likelihood.ts';
import { type Sets, setsOf } from './sets.ts';

/** A number that changed beyond chance and habit. Values in the metric's own unit (latency: share of slow calls). */
export interface Found {
  kind: Kind;
  up: boolean;
  before: number;
  after: number;
  n0: number;
  n1: number;
  p: number;
  /** Undefined where the number is a count of calls. */
  dominated?: Dominated | undefined;
  causes: Cause[];
  /** The total stayed: only this part changed. */
  part?: Cause | undefined;
}

/** What a sum over calls varies by: Σx²/Σx, in the value's own unit; and what is known of the P95 itself, ms. */
export interface Known {
  phi: Record<'cost' | 'tokens', number>;
  p95: { before: number; after: number } | undefined;
}

const FEWEST = 30;
const RELATIVE = 0.2;
const POINT = 0.01;
/** One false alarm of a thousand looks, over all kinds of numbers together. */
const LIMIT = Math.log(KINDS.length / 0.001);

/**
 * The numbers that changed from one period to the next, most important first: each beyond chance (likelihood ratio of the two
 * periods) and beyond habit (by 20 %, rates also by a percentage point, over 30 calls each), with what explains it.
 * Where a total stayed but a part of it did not, the part.
 */
export function findChanges(cells: readonly Cell[], known: Known, dimensions = DIMENSIONS): Found[] {
  const sets = setsOf(
    cells.map(({ values, before, after }) => ({ values, calls: before.n + after.n })),
    dimensions,
  );
  const whole = KINDS.flatMap((kind) => changeOf(cells, kind, known, sets) ?? []);
  const listed = whole.filter((found) => !isEcho(found, whole));
  const parts = KINDS.filter(
    ({ form, metric }) => form === 'rate' && !listed.some(({ kind }) => kind.metric === metric),
  );
  return [...listed, ...parts.flatMap((kind) => partOf(cells, kind, known, sets) ?? [])].sort(
    (a, b) => impactOf(b) - impactOf(a),
  );
}

export const phiOf = ({ spread }: Kind, { phi }: Known): number => (spread ? Math.max(1e-12, phi[spread]) : 1);

function changeOf(cells: readonly Cell[], kind: Kind, known: Known, sets: Sets): Found | undefined {
  const phi = phiOf(kind, known);
  const pieces = piecesOf(cells, kind, phi);
  const [n0, n1, x0, x1] = [sumOf(pieces, 'n0'), sumOf(pieces, 'n1'), sumOf(pieces, 'x0'), sumOf(pieces, 'x1')];
  if (n0 < FEWEST || n1 < FEWEST) return undefined;
  const [w0, w1] = kind.form === 'rate' ? [n0, n1] : [1, 1];
  const llr = likelihoodRatio(x1, w1, x0 + x1, w0 + w1);
  const [before, after] = [(x0 / w0) * phi, (x1 / w1) * phi];
  if (llr <= LIMIT || !matters(kind, before, after, known)) return undefined;
  const up = after > before;
  const { rate, mix } = split(pieces, kind.form);
  // What pulls the other way cannot be what moved the number.
  const dominated = (up ? rate - mix : mix - rate) >= 0 ? 'rate' : 'mix';
  const causes = explained(pieces, kind, dominated, up, sets);
  const counted = kind.metric === 'calls';
  return { kind, up, before, after, n0, n1, p: pOf(llr), dominated: counted ? undefined : dominated, causes };
}

function explained(pieces: readonly Piece[], kind: Kind, dominated: Dominated, up: boolean, sets: Sets): Cause[] {
  const { rate, mix } = split(pieces, kind.form);
  const change = rate + mix;
  const scan =
    dominated === 'rate'
      ? rateScan(up, change)
      : kind.form === 'sum'
        ? volumeScan(up, change)
        : mixScan(pieces, up, change);
  return causesOf(pieces, sets, scan);
}

/** The practical filter. The P95 is judged by its milliseconds; the share of slow calls only says that it moved. */
function matters({ metric, share }: Kind, before: number, after: number, { p95 }: Known): boolean {
  const [old, now] = metric === 'latency_p95' && p95 ? [p95.before, p95.after] : [before, after];
  return apart(old, now) || (share === true && Math.abs(now - old) >= POINT);
}

const apart = (old: number, now: number): boolean => Math.abs(now - old) >= RELATIVE * old && now !== old;

/** The part that explains most, where one part's rate changed and the total's did not. */
function partOf(cells: readonly Cell[], kind: Kind, known: Known, sets: Sets): Found | undefined {
  const phi = phiOf(kind, known);
  const pieces = piecesOf(cells, kind, phi);
  if (sumOf(pieces, 'n0') < FEWEST || sumOf(pieces, 'n1') < FEWEST) return undefined;
  const found = [true, false].flatMap((up) => {
    const part = causesOf(pieces, sets, rateScan(up, 0)).find((cause) => stands(pieces, cause, kind, up));
    return part ? [{ up, part }] : [];
  });
  const [first] = found.toSorted((a, b) => b.part.llr - a.part.llr);
  if (!first) return undefined;
  const { up, part } = first;
  const own = pieces.filter(part.has);
  const [n0, n1, x0, x1] = [sumOf(own, 'n0'), sumOf(own, 'n1'), sumOf(own, 'x0'), sumOf(own, 'x1')];
  const llr = likelihoodRatio(x1, n1, x0 + x1, n0 + n1);
  const [before, after] = [(x0 / n0) * phi, (x1 / n1) * phi];
  return { kind, up, before, after, n0, n1, p: pOf(llr), dominated: 'rate', causes: [{ ...part, share: 1 }], part };
}

/** Whether a part changed for itself, beyond chance and habit, with enough calls before as after. */
function stands(pieces: readonly Piece[], part: Cause, kind: Kind, up: boolean): boolean {
  const own = pieces.filter(part.has);
  const [n0, n1, x0, x1] = [sumOf(own, 'n0'), sumOf(own, 'n1'), sumOf(own, 'x0'), sumOf(own, 'x1')];
  if (n0 < FEWEST || n1 < FEWEST || x1 / n1 > x0 / n0 !== up) return false;
  const moved = apart(x0 / n0, x1 / n1) || (kind.share === true && Math.abs(x1 / n1 - x0 / n0) >= POINT);
  return moved && likelihoodRatio(x1, n1, x0 + x1, n0 + n1) > LIMIT + Math.log(pieces.length);
}

/** Tokens and money that only went with the calls, and money that only went with its price per call, say nothing new. */
function isEcho({ kind, before, after }: Found, all: readonly Found[]): boolean {
  if (kind.metric !== 'cost' && kind.metric !== 'tokens') return false;
  const sources = kind.metric === 'cost' ? ['calls', 'cost_per_call'] : ['calls', 'cost'];
  return sources.some((metric) => {
    const source = all.find((other) => other.kind.metric === metric);
    return source !== undefined && !apart(source.after / source.before, after / before);
  });
}

/** Worse before better before neither; within these by how far the number moved, and how much it matters. */
function impactOf({ kind, up, before, after, part }: Found): number {
  const tone = kind.better === 'none' ? 0 : up ? 2 : 1;
  const moved = Math.min(3, Math.abs(Math.log(Math.max(after, 1e-9) / Math.max(before, 1e-9))));
  return tone * 100 + moved * kind.rank * (part ? 0.5 : 1);
}
