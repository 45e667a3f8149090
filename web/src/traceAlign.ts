import type { TraceTree, TreeNode, TreeSpan } from './traceTree.ts';

type AlignSpan = TreeSpan & { name?: string; kind?: string; model?: string };

/** A step of two traces: in both, or in one of them only. */
export interface Pair<S extends AlignSpan> {
  depth: number;
  a?: TreeNode<S>;
  b?: TreeNode<S>;
}

const nameOf = ({ span }: TreeNode<AlignSpan>): string => `${span?.kind ?? ''}\0${span?.name ?? span?.model ?? ''}`;
const kindOf = ({ span }: TreeNode<AlignSpan>): string => span?.kind ?? '';

/**
 * Two traces step by step, parents before children. Below matched parents, children of the same name match in their order;
 * what is left over matches by kind; the rest stands alone, where its own trace has it. Linear in the spans, no recursion.
 */
export function alignTraces<S extends AlignSpan>(a: TraceTree<S>, b: TraceTree<S>): Pair<S>[] {
  const rows: Pair<S>[] = [];
  const stack = matched(a.roots, b.roots, 0).reverse();
  for (let pair = stack.pop(); pair; pair = stack.pop()) {
    rows.push(pair);
    for (const below of matched(pair.a?.children ?? [], pair.b?.children ?? [], pair.depth + 1).reverse())
      stack.push(below);
  }
  return rows;
}

function matched<S extends AlignSpan>(as: TreeNode<S>[], bs: TreeNode<S>[], depth: number): Pair<S>[] {
  const partner = new Map<TreeNode<S>, TreeNode<S>>();
  for (const key of [nameOf, kindOf]) {
    const waiting = new Map<string, TreeNode<S>[]>();
    const taken = new Set(partner.values());
    for (const b of bs) if (!taken.has(b)) append(waiting, key(b), b);
    const next = new Map<string, number>();
    for (const a of as) {
      if (partner.has(a)) continue;
      const at = next.get(key(a)) ?? 0;
      const b = waiting.get(key(a))?.[at];
      if (!b) continue;
      partner.set(a, b);
      next.set(key(a), at + 1);
    }
  }
  return merged(as, bs, partner, depth);
}

/** The order of `a`; what only `b` has comes after the step it follows there. */
function merged<S extends AlignSpan>(
  as: TreeNode<S>[],
  bs: TreeNode<S>[],
  partner: Map<TreeNode<S>, TreeNode<S>>,
  depth: number,
): Pair<S>[] {
  const matchedBs = new Set(partner.values());
  const following = new Map<TreeNode<S> | undefined, TreeNode<S>[]>();
  let before: TreeNode<S> | undefined;
  for (const b of bs) {
    if (matchedBs.has(b)) before = b;
    else append(following, before, b);
  }
  const alone = (after: TreeNode<S> | undefined): Pair<S>[] => (following.get(after) ?? []).map((b) => ({ depth, b }));
  return [
    ...alone(undefined),
    ...as.flatMap((a): Pair<S>[] => {
      const b = partner.get(a);
      return b ? [{ depth, a, b }, ...alone(b)] : [{ depth, a }];
    }),
  ];
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
