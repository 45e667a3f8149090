import type { TreeNode, TreeSpan } from '../traceTree.ts';

/** What a key does in a tree: goes to a row, or opens or folds one. */
export type Step<S extends TreeSpan> = { to: TreeNode<S> | undefined; fold?: undefined } | { fold: TreeNode<S> };

/** As trees work everywhere: up and down, right opens or goes in, left folds or goes out. undefined = not a key of trees. */
export function stepOf<S extends TreeSpan>(
  key: string,
  rows: readonly TreeNode<S>[],
  at: number,
  collapsed: ReadonlySet<string>,
): Step<S> | undefined {
  const node = rows[at];
  const parent = node !== undefined && node.children.length > 0;
  const open = parent && !collapsed.has(node.id);
  switch (key) {
    case 'ArrowDown':
      return { to: rows[Math.min(rows.length - 1, at + 1)] };
    case 'ArrowUp':
      return { to: rows[Math.max(0, at - 1)] };
    case 'Home':
      return { to: rows[0] };
    case 'End':
      return { to: rows.at(-1) };
    case 'ArrowRight':
      return open ? { to: rows[at + 1] } : parent ? { fold: node } : { to: undefined };
    case 'ArrowLeft':
      return open ? { fold: node } : { to: rows.slice(0, at).findLast(({ depth }) => depth < (node?.depth ?? 0)) };
    default:
      return undefined;
  }
}
