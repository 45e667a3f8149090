import {
  Bot,
  Boxes,
  ChevronRight,
  CircleAlert,
  CircleDashed,
  Database,
  Gauge,
  type LucideIcon,
  MessageSquare,
  ShieldCheck,
  Square,
  Workflow,
  Wrench,
} from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useId, useMemo, useRef } from 'react';
import { text } from '../format.ts';
import type { ScoredSpan } from '../model.ts';
import { useKey } from '../shell/keys.ts';
import { rowsOf, type TraceTree, type TreeNode } from '../traceTree.ts';
import { stepOf } from './treeKeys.ts';
import { useLatest } from './useLatest.ts';
import { useRows } from './useRows.ts';
import { Marked } from './Visible.tsx';

const ROW = 30;
const INDENT = 14;
/** Deeper levels are drawn as this one: a chain of hundreds must not push its names out of sight. */
const DEEPEST = 14;

/** Picture and colour of each kind of span; colour never stands alone. */
export const KINDS: Record<string, { icon: LucideIcon; ink: string }> = {
  llm: { icon: MessageSquare, ink: 'var(--series-1)' },
  embedding: { icon: Boxes, ink: 'var(--series-5)' },
  tool: { icon: Wrench, ink: 'var(--series-2)' },
  retriever: { icon: Database, ink: 'var(--series-3)' },
  guardrail: { icon: ShieldCheck, ink: 'var(--series-4)' },
  evaluator: { icon: Gauge, ink: 'var(--series-4)' },
  agent: { icon: Bot, ink: 'var(--muted)' },
  chain: { icon: Workflow, ink: 'var(--muted)' },
};
export const OTHER = { icon: Square, ink: 'var(--faint)' };

interface Props {
  tree: TraceTree<ScoredSpan>;
  selected: string | undefined;
  onSelect: (id: string) => void;
  collapsed: ReadonlySet<string>;
  onCollapse: (ids: ReadonlySet<string>) => void;
}

/** The spans of a trace as a tree beside their bars in time. Arrow keys move, open and fold. */
export function TraceWaterfall({ tree, selected, onSelect, collapsed, onCollapse }: Props) {
  const rows = useMemo(() => rowsOf(tree, collapsed), [tree, collapsed]);
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const { first, last, slots, show } = useRows(frame, { count: rows.length, height: ROW, around: 8 });
  const at = useMemo(() => rows.findIndex((row) => row.id === selected), [rows, selected]);
  useEffect(() => {
    if (at >= 0) show(at);
  }, [at, show]);
  const fold = useLatest((node: TreeNode<ScoredSpan>) => {
    const next = new Set(collapsed);
    if (!next.delete(node.id)) next.add(node.id);
    onCollapse(next);
  });
  const choose = useLatest(onSelect);
  const step = (key: string): boolean => {
    const found = stepOf(key, rows, at, collapsed);
    if (found?.fold) fold(found.fold);
    else if (found?.to) onSelect(found.to.id);
    return found !== undefined;
  };
  const press = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (step(event.key)) event.preventDefault();
  };
  useKey('j', 'Next span', () => step('ArrowDown'));
  useKey('k', 'Span before', () => step('ArrowUp'));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Ruler duration={tree.duration} />
      <div
        ref={frame}
        role="tree"
        aria-label="Spans of the trace"
        tabIndex={0}
        {...(at >= first && at < last ? { 'aria-activedescendant': `${id}-${at}` } : {})}
        onKeyDown={press}
        className="min-h-0 flex-1 overflow-auto rounded-b-panel outline-offset-[-2px] [overflow-anchor:none]"
      >
        <div role="presentation" style={{ height: rows.length * ROW, position: 'relative' }}>
          {rows.slice(first, last).map((node, place) => (
            <TreeRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a row that comes takes over from one that goes
              key={(first + place) % slots}
              id={`${id}-${first + place}`}
              node={node}
              top={(first + place) * ROW}
              whole={tree.duration}
              selected={first + place === at}
              folded={collapsed.has(node.id)}
              onSelect={choose}
              onFold={fold}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  id: string;
  node: TreeNode<ScoredSpan>;
  /** Pixels below the beginning. */
  top: number;
  /** Milliseconds of the whole trace. */
  whole: number;
  selected: boolean;
  folded: boolean;
  onSelect: (id: string) => void;
  onFold: (node: TreeNode<ScoredSpan>) => void;
}

const TreeRow = memo(function TreeRow({ id, node, top, whole, selected, folded, onSelect, onFold }: RowProps) {
  return (
    <div
      id={id}
      role="treeitem"
      // The tree itself has the focus and names its current item.
      tabIndex={-1}
      aria-level={node.depth + 1}
      aria-selected={selected}
      {...(node.children.length > 0 ? { 'aria-expanded': !folded } : {})}
      onClick={() => onSelect(node.id)}
      onKeyDown={() => {}}
      className={`absolute inset-x-0 flex cursor-pointer items-center [contain:strict] ${selected ? 'bg-accent-wash' : 'hover:bg-hover'}`}
      style={{ height: ROW, top }}
    >
      <Name node={node} folded={folded} onFold={() => onFold(node)} />
      <Bar node={node} whole={whole} />
    </div>
  );
});

const NAME = 'w-[46%] min-w-40 max-w-100 shrink-0';

function Name({ node, folded, onFold }: { node: TreeNode<ScoredSpan>; folded: boolean; onFold: () => void }) {
  const { span } = node;
  const known = KINDS[span?.kind ?? ''] ?? OTHER;
  const Icon = span ? known.icon : CircleDashed;
  const failed = span?.status === 'error' || (folded && node.failedBelow > 0);
  return (
    <div
      className={`flex items-center gap-1.5 pr-2 ${NAME}`}
      style={{ paddingLeft: 8 + Math.min(node.depth, DEEPEST) * INDENT }}
    >
      {node.children.length > 0 ? (
        <button
          type="button"
          tabIndex={-1}
          aria-label={folded ? 'Open' : 'Fold'}
          onClick={(event) => {
            event.stopPropagation();
            onFold();
          }}
          className="inline-flex size-5 shrink-0 items-center justify-center rounded-tag text-muted hover:bg-line"
        >
          <ChevronRight size={12} className={folded ? '' : 'rotate-90'} aria-hidden="true" />
        </button>
      ) : (
        <span className="w-5 shrink-0" />
      )}
      <Icon size={13} className="shrink-0" style={{ color: known.ink }} aria-hidden="true" />
      <span className={`min-w-0 truncate ${span ? '' : 'text-muted italic'} ${span?.is_call ? 'font-medium' : ''}`}>
        <bdi>
          <Marked text={span ? (span.name ?? span.model ?? span.kind ?? 'span') : 'parent not received'} />
        </bdi>
      </span>
      {folded && <span className="shrink-0 text-note text-muted">+{node.below}</span>}
      {failed && (
        <>
          <CircleAlert size={13} className="shrink-0 text-bad" aria-hidden="true" />
          <span className="sr-only">failed</span>
        </>
      )}
      {node.cyclic && <span className="shrink-0 text-note text-warn">circular</span>}
    </div>
  );
}

function Bar({ node, whole }: { node: TreeNode<ScoredSpan>; whole: number }) {
  const { span } = node;
  const share = (ms: number) => (whole > 0 ? (ms / whole) * 100 : 0);
  const left = Math.min(share(node.offset), 99.5);
  const width = Math.max(share(node.duration), 0.4);
  const ink = span?.status === 'error' ? 'var(--bad)' : (KINDS[span?.kind ?? ''] ?? OTHER).ink;
  const first = span?.ttft_ms;
  const label = text(node.duration, 'ms');
  // The label stands where there is room: after the bar, else before it, else on it.
  const after = left + width < 84;
  return (
    <div className="relative mr-3 h-full min-w-0 flex-1 border-l border-line">
      <div
        className={`absolute top-2.25 h-3 rounded-[3px] ${span ? '' : 'border border-dashed border-strong'}`}
        style={{
          left: `${left}%`,
          width: `max(2px, min(${width}%, ${100 - left}%))`,
          ...(span ? { background: ink, opacity: span.is_call || span.status === 'error' ? 0.9 : 0.5 } : {}),
        }}
      >
        {first !== undefined && first < node.duration && (
          <span
            className="absolute inset-y-0 left-0 rounded-l-[3px] border-r border-panel bg-panel/45"
            style={{ width: `${(first / node.duration) * 100}%` }}
            title={`First token after ${text(first, 'ms')}`}
          />
        )}
      </div>
      <span
        className="absolute top-1.75 px-1.5 text-note whitespace-nowrap text-muted"
        style={after ? { left: `${left + width}%` } : { right: `${100 - left}%` }}
      >
        {after || left > 16 ? label : ''}
        {node.outlives && after ? ' · outlives its parent' : ''}
      </span>
    </div>
  );
}

function Ruler({ duration }: { duration: number }) {
  return (
    <div className="flex h-7 items-center border-b border-line text-note text-muted" aria-hidden="true">
      <div className={`pl-3 ${NAME}`}>Span</div>
      <div className="relative mr-3 h-full min-w-0 flex-1 border-l border-line">
        {[0, 25, 50, 75].map((at) => (
          <span
            key={at}
            className={`absolute top-1.5 pl-1.5 ${at % 50 === 0 ? '' : 'max-xl:hidden'}`}
            style={{ left: `${at}%` }}
          >
            {at === 0 ? '0' : text((duration * at) / 100, 'ms')}
          </span>
        ))}
        <span className="absolute top-1.5 right-0">{text(duration, 'ms')}</span>
      </div>
    </div>
  );
}
