import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import { keyOf } from '../live.ts';
import type { Call } from '../model.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Td, Th, Tr } from '../ui/Table.tsx';
import type { CallColumn } from './callColumns.tsx';

const ROW = 34;
/** Rows left below the last one seen when the next page is asked for. */
const AHEAD = 40;

/** What the screen's keys need of the table. */
export interface TableHandle {
  /** Brings a row into sight and puts the focus on it. */
  focus(at: number): void;
  /** The row that has the focus, -1 = none. */
  focused(): number;
  show(at: number): void;
  toTop(): void;
}

interface Props {
  /** Names the table. */
  label: string;
  rows: readonly Call[];
  columns: readonly CallColumn[];
  /** Order of the rows, as `-time`; undefined = it can't be changed now. */
  sort: string | undefined;
  onSort: (sort: string) => void;
  /** Key of the open row. */
  selected: string | undefined;
  onOpen: (call: Call) => void;
  /** More rows can be had: called when their place comes near. */
  onMore: (() => void) | undefined;
  /** The rows belong to an earlier question. */
  isStale: boolean;
  /** No rows yet, but they are on their way. */
  isPending: boolean;
  /** In the place of rows when there are none. */
  empty: ReactNode;
  /** Below the last row. */
  foot?: ReactNode;
  onScroll?: (top: number) => void;
  handle?: Ref<TableHandle>;
}

/** Narrow where the window is, up to 1440 pixels, and growing with it from there. */
const widthOf = ({ width, most }: CallColumn): number | string =>
  most === undefined ? width : `clamp(${width}px, ${(width / 14.4).toFixed(2)}vw, ${most}px)`;

/** Calls, spans or traces: as many rows as there are, of which only those in sight exist. */
export function CallTable(props: Props) {
  const { label, rows, columns, selected, onOpen, onMore, onScroll } = props;
  const frame = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
    // The head stands above the rows, and sticks: what it takes from the top is missing below.
    scrollPaddingEnd: ROW,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onMore && last >= rows.length - AHEAD) onMore();
  }, [last, rows.length, onMore]);
  useHandle(props.handle, frame, virtual);
  const scales = useMemo(() => columns.map(({ value }) => (value ? scaleOf(rows, value) : 0)), [rows, columns]);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);

  return (
    <section
      ref={frame}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget }) => onScroll?.(currentTarget.scrollTop)}
      className="min-h-0 flex-1 overflow-auto rounded-panel outline-offset-[-2px] [overflow-anchor:none]"
    >
      <table
        className="w-full table-fixed border-collapse"
        style={{ minWidth: width }}
        aria-rowcount={props.onMore ? -1 : rows.length + 1}
      >
        <colgroup>
          {columns.map((column, at) => (
            <col key={column.id} style={at === columns.length - 1 ? {} : { width: widthOf(column) }} />
          ))}
        </colgroup>
        <Head columns={columns} sort={props.sort} onSort={props.onSort} />
        <tbody className={props.isStale ? 'opacity-60 transition-opacity' : ''}>
          {above > 0 && <Space height={above} span={columns.length} />}
          {items.map(({ index }) => {
            const call = rows[index] as Call;
            const key = keyOf(call);
            return (
              <Tr key={key} selected={key === selected} onPick={() => onOpen(call)}>
                {columns.map((column, at) => (
                  <Td
                    key={column.id}
                    number={column.number === true}
                    first={at === 0}
                    className="overflow-hidden px-2! first:pl-3!"
                  >
                    {at === 0 ? (
                      <Link
                        to="."
                        search={(before) => ({ ...before, sel: key })}
                        resetScroll={false}
                        data-row={index}
                        onClick={(event) => event.stopPropagation()}
                        className="block truncate rounded-tag outline-offset-2"
                      >
                        {column.cell(call, 0)}
                      </Link>
                    ) : (
                      column.cell(call, scales[at] ?? 0)
                    )}
                  </Td>
                ))}
              </Tr>
            );
          })}
          {below > 0 && <Space height={below} span={columns.length} />}
          {props.isPending && <Waiting columns={columns} />}
        </tbody>
      </table>
      {rows.length === 0 && !props.isPending ? props.empty : props.foot}
    </section>
  );
}

function Head({ columns, sort, onSort }: Pick<Props, 'columns' | 'sort' | 'onSort'>) {
  return (
    <thead>
      <tr className="bg-panel">
        {columns.map(({ id, title, number = false, sort: field }, at) => {
          const down = field !== undefined && sort === `-${field}`;
          const up = field !== undefined && sort === field;
          const Arrow = up ? ArrowUp : ArrowDown;
          return (
            <Th
              key={id}
              number={number}
              first={at === 0}
              sorted={down ? 'down' : up ? 'up' : undefined}
              className={`sticky top-0 bg-panel px-2! first:pl-3! shadow-[inset_0_-1px_0_var(--line)] ${at === 0 ? 'z-3' : 'z-2'}`}
            >
              {field !== undefined && sort !== undefined ? (
                <button
                  type="button"
                  onClick={() => onSort(down ? field : `-${field}`)}
                  className={`group relative h-8 hover:text-ink ${down || up ? 'text-ink' : ''}`}
                >
                  {title}
                  <Arrow
                    size={12}
                    className={`absolute top-2.5 ${number ? 'right-full mr-0.5' : 'left-full ml-0.5'} ${down || up ? '' : 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60'}`}
                    aria-hidden="true"
                  />
                </button>
              ) : (
                title
              )}
            </Th>
          );
        })}
      </tr>
    </thead>
  );
}

const Space = ({ height, span }: { height: number; span: number }) => (
  <tr>
    <td colSpan={span} style={{ height, padding: 0 }} />
  </tr>
);

const WAITING = Array.from({ length: 12 }, (_, at) => at);

const Waiting = ({ columns }: { columns: readonly CallColumn[] }) =>
  WAITING.map((row) => (
    <tr key={row} className="border-t border-line">
      {columns.map(({ id, number = false }) => (
        <Td key={id} number={number} className="px-2! first:pl-3!">
          <Skeleton className={`h-3 ${number ? 'w-10' : 'w-3/4'}`} />
        </Td>
      ))}
    </tr>
  ));

function useHandle(
  handle: Ref<TableHandle> | undefined,
  frame: React.RefObject<HTMLElement | null>,
  virtual: { scrollToIndex: (at: number) => void },
): void {
  useImperativeHandle(handle, () => {
    const link = (at: number) => frame.current?.querySelector<HTMLElement>(`[data-row="${at}"]`);
    return {
      show: (at) => virtual.scrollToIndex(at),
      toTop: () => frame.current?.scrollTo({ top: 0 }),
      focus(at) {
        virtual.scrollToIndex(at);
        // The row may not exist before the table has scrolled to it.
        requestAnimationFrame(() => requestAnimationFrame(() => link(at)?.focus({ preventScroll: true })));
      },
      focused: () => Number(document.activeElement?.getAttribute('data-row') ?? -1),
    };
  }, [frame, virtual]);
}

/** What a full bar stands for: nearly the largest value, so that one outlier does not make all others dots. */
function scaleOf(rows: readonly Call[], value: (call: Call) => number | undefined): number {
  const known = rows.flatMap((row) => value(row) ?? []).sort((a, b) => a - b);
  return known[Math.floor(known.length * 0.95)] ?? 0;
}
