import type { Call } from './model.ts';

/** What the tree needs of a span. */
export type TreeSpan = Pick<
  Call,
  'span_id' | 'parent_id' | 'time' | 'duration_ms' | 'status' | 'is_call' | 'cost' | 'input_tokens' | 'output_tokens'
>;

/** A place in the trace. `span` is missing where others name a parent that was not received. */
export interface TreeNode<S extends TreeSpan> {
  id: string;
  span?: S;
  depth: number;
  children: TreeNode<S>[];
  /** Milliseconds after the start of the trace, with the precision the clients sent. */
  offset: number;
  duration: number;
  /** Spans below it, and how many of them failed. */
  below: number;
  failedBelow: number;
  /** Began or ended after its parent had ended. */
  outlives: boolean;
  /** Its parents lead back to itself, so it stands as a root. */
  cyclic: boolean;
}

/** What the calls of a trace took together. Unknown is not 0: `tokens` and `cost` are absent when no call knows them. */
export interface Totals {
  spans: number;
  calls: number;
  failed: number;
  input_tokens?: number;
  output_tokens?: number;
  cost?: number;
  /** Calls whose cost is unknown: with any, `cost` is a lower bound. */
  unpriced: number;
}

export interface TraceTree<S extends TreeSpan> {
  roots: TreeNode<S>[];
  /** By span id. */
  nodes: Map<string, TreeNode<S>>;
  /** Epoch milliseconds. */
  start: number;
  /** From the first start to the last end, in milliseconds. */
  duration: number;
  totals: Totals;
}

/** The tree spans make, in any order, with gaps, cycles and doubles. Linear but for sorting siblings. */
export function treeOf<S extends TreeSpan>(spans: readonly S[]): TraceTree<S> {
  const growing = growTree(spans);
  for (;;) {
    const { done, value } = growing.next();
    if (done) return value;
  }
}

/** Spans between two pauses. */
const PACE = 512;

/** The same step by step, for those who must not stop for long. */
export function* growTree<S extends TreeSpan>(spans: readonly S[]): Generator<undefined, TraceTree<S>, void> {
  const nodes = new Map<string, TreeNode<S>>();
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const [at, span] of spans.entries()) {
    if (at % PACE === 0) yield;
    const from = millisOf(span.time);
    start = Math.min(start, from);
    end = Math.max(end, from + (span.duration_ms ?? 0));
    nodes.set(span.span_id, { ...blank<S>(span.span_id), span, offset: from, duration: span.duration_ms ?? 0 });
  }
  const received = [...nodes.values()];
  for (const [at, node] of received.entries()) {
    if (at % PACE === 0) yield;
    node.offset -= start;
  }
  const roots = yield* link(received, nodes);
  let sorted = 0;
  for (const { children } of nodes.values()) {
    if (++sorted % PACE === 0) yield;
    if (children.length > 1) children.sort(byStart);
  }
  roots.sort(byStart);
  yield* measure(roots);
  const totals: Totals = { spans: 0, calls: 0, failed: 0, unpriced: 0 };
  for (const [at, { span }] of received.entries()) {
    if (at % PACE === 0) yield;
    if (span) count(totals, span);
  }
  const empty = received.length === 0;
  return {
    roots,
    nodes,
    start: empty ? 0 : start,
    duration: empty ? 0 : end - start,
    totals,
  };
}

const blank = <S extends TreeSpan>(id: string) => ({
  id,
  depth: 0,
  children: [] as TreeNode<S>[],
  offset: 0,
  duration: 0,
  below: 0,
  failedBelow: 0,
  outlives: false,
  cyclic: false,
});

const byStart = <S extends TreeSpan>(a: TreeNode<S>, b: TreeNode<S>): number =>
  a.offset - b.offset || b.duration - a.duration || (a.id < b.id ? -1 : 1);

/** Hangs every node below its parent and returns the roots; a parent nobody sent gets a node of its own. */
function* link<S extends TreeSpan>(
  received: TreeNode<S>[],
  nodes: Map<string, TreeNode<S>>,
): Generator<undefined, TreeNode<S>[], void> {
  const roots: TreeNode<S>[] = [];
  const breaks = yield* cycleBreaks(received, nodes);
  for (const [at, node] of received.entries()) {
    if (at % PACE === 0) yield;
    const parentId = node.span?.parent_id;
    node.cyclic = breaks.has(node.id);
    if (!parentId || node.cyclic) {
      roots.push(node);
      continue;
    }
    let parent = nodes.get(parentId);
    if (!parent) {
      parent = blank<S>(parentId);
      nodes.set(parentId, parent);
      roots.push(parent);
    }
    parent.children.push(node);
  }
  for (const root of roots) if (!root.span) cover(root);
  return roots;
}

/** One node of every cycle: the one that began first, where the ring is cut open. */
function* cycleBreaks<S extends TreeSpan>(
  received: TreeNode<S>[],
  nodes: Map<string, TreeNode<S>>,
): Generator<undefined, Set<string>, void> {
  const breaks = new Set<string>();
  const settled = new Set<string>();
  const above = ({ span }: TreeNode<S>) => (span?.parent_id ? nodes.get(span.parent_id) : undefined);
  for (const [position, first] of received.entries()) {
    if (position % PACE === 0) yield;
    const parent = above(first);
    if (!parent || settled.has(parent.id)) {
      // Most spans come after their parents.
      settled.add(first.id);
      continue;
    }
    const path: TreeNode<S>[] = [];
    const onPath = new Map<string, number>();
    let node: TreeNode<S> | undefined = first;
    while (node && !settled.has(node.id) && !onPath.has(node.id)) {
      onPath.set(node.id, path.length);
      path.push(node);
      node = above(node);
    }
    const at = node && onPath.get(node.id);
    if (at !== undefined) breaks.add(path.slice(at).reduce((a, b) => (byStart(a, b) <= 0 ? a : b)).id);
    for (const { id } of path) settled.add(id);
  }
  return breaks;
}

/** A missing parent is drawn where its children are. */
function cover<S extends TreeSpan>(node: TreeNode<S>): void {
  let end = 0;
  node.offset = Number.POSITIVE_INFINITY;
  for (const child of node.children) {
    node.offset = Math.min(node.offset, child.offset);
    end = Math.max(end, child.offset + child.duration);
  }
  node.duration = end - node.offset;
}

/** Depths downwards, sums upwards; without recursion, so that a chain of 10,000 spans is no deeper than the stack. */
function* measure<S extends TreeSpan>(roots: TreeNode<S>[]): Generator<undefined, void, void> {
  const order: TreeNode<S>[] = [...roots];
  for (let at = 0; at < order.length; at++) {
    if (at % PACE === 0) yield;
    const node = order[at] as TreeNode<S>;
    for (const child of node.children) {
      child.depth = node.depth + 1;
      // A microsecond of rounding is no lateness.
      child.outlives = node.span !== undefined && child.offset + child.duration > node.offset + node.duration + 0.001;
      order.push(child);
    }
  }
  for (let at = order.length - 1; at >= 0; at--) {
    if (at % PACE === 0) yield;
    const node = order[at] as TreeNode<S>;
    for (const child of node.children) {
      node.below += child.below + 1;
      node.failedBelow += child.failedBelow + (child.span?.status === 'error' ? 1 : 0);
    }
  }
}

/** Rows to draw, parents before children; what hangs below a collapsed node is left out. */
export function rowsOf<S extends TreeSpan>(tree: TraceTree<S>, collapsed: ReadonlySet<string>): TreeNode<S>[] {
  const rows: TreeNode<S>[] = [];
  const stack = tree.roots.toReversed();
  for (let node = stack.pop(); node; node = stack.pop()) {
    rows.push(node);
    if (collapsed.has(node.id)) continue;
    for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i] as TreeNode<S>);
  }
  return rows;
}

/** Ids that must be open for a span to be seen. */
export function ancestorsOf<S extends TreeSpan>(tree: TraceTree<S>, id: string): string[] {
  const found: string[] = [];
  let node = tree.nodes.get(id);
  while (node?.span?.parent_id && !node.cyclic) {
    found.push(node.span.parent_id);
    node = tree.nodes.get(node.span.parent_id);
  }
  return found;
}

function count(totals: Totals, span: TreeSpan): void {
  totals.spans++;
  if (span.status === 'error') totals.failed++;
  if (!span.is_call) return;
  totals.calls++;
  if (span.cost === undefined) totals.unpriced++;
  for (const field of ['input_tokens', 'output_tokens', 'cost'] as const) {
    const value = span[field];
    if (value !== undefined) totals[field] = (totals[field] ?? 0) + value;
  }
}

/** The second read last, and its milliseconds: spans of a trace share a few. */
let second = { text: '', millis: 0 };

/** RFC 3339 as epoch milliseconds, microseconds in the fraction (`Date` would drop them). */
export function millisOf(time: string): number {
  // As the server writes it: `2026-11-24T12:00:00.123456Z`.
  if (time.length === 27 && time[19] === '.' && time.endsWith('Z')) {
    const text = time.slice(0, 19);
    if (text !== second.text) second = { text, millis: Date.parse(`${text}Z`) };
    return second.millis + Number(time.slice(20, 26)) / 1000;
  }
  const fraction = /\.\d{3}(\d{1,3})/.exec(time)?.[1];
  return Date.parse(time) + (fraction === undefined ? 0 : Number(fraction.padEnd(3, '0')) / 1000);
}
