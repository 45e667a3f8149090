import { type ReactNode, useId } from 'react';
import type { Tile, TileHeight } from '../../boards.ts';
import type { MetricInfo } from '../../model.ts';
import { Select } from '../../ui/Select.tsx';
import { COLUMNS, HEIGHTS } from './draft.ts';
import { SHAPES } from './shapes.ts';

interface Props {
  tile: Tile;
  catalogue: ReadonlyMap<string, MetricInfo> | undefined;
  onChange: (next: Partial<Tile>) => void;
}

const STEPS = ['auto', '1m', '5m', '15m', '1h', '6h', '1d', '7d'];
const LIMITS = [3, 5, 10, 20, 50, 100, 200, 500];
const WORDS: Record<TileHeight, string> = { small: 'Small', medium: 'Medium', large: 'Large' };

/** What a tile needs to be told more rarely: order, step, size. */
export function TileOptions({ tile, catalogue, onChange }: Props) {
  const { kind, group_by, metrics, order_by, interval, width, height, compare } = tile;
  const { timed, limit } = SHAPES[kind];
  const grouped = group_by.length > 0;
  const orders = [...metrics, 'n', ...group_by].filter((id, at, all) => all.indexOf(id) === at);
  const nameOf = (id: string): string => (id === 'n' ? 'Number of calls' : (catalogue?.get(id)?.title ?? id));
  const steps = STEPS.includes(interval) ? STEPS : [...STEPS, interval];
  const limits = [...new Set([...LIMITS.filter((n) => n <= limit[0]), tile.limit ?? limit[1]])].sort((a, b) => a - b);
  return (
    <div className="grid grid-cols-2 gap-x-3 gap-y-3 max-sm:grid-cols-1">
      {grouped && (
        <Choice
          label="Order"
          value={order_by ?? `-${metrics[0] ?? 'n'}`}
          options={orders.flatMap((id) => [
            { value: `-${id}`, label: `${nameOf(id)} ↓` },
            { value: id, label: `${nameOf(id)} ↑` },
          ])}
          onChange={(value) => onChange({ order_by: value })}
        />
      )}
      {grouped && (
        <Choice
          label="Groups shown"
          value={String(tile.limit ?? limit[1])}
          options={limits.map((n) => ({ value: String(n), label: String(n) }))}
          onChange={(value) => onChange({ limit: Number(value) })}
        />
      )}
      {timed && !(kind === 'bar' && grouped) && (
        <Choice
          label="Step"
          value={interval}
          options={steps.map((value) => ({ value, label: value === 'auto' ? 'Fits the range' : value }))}
          onChange={(value) => onChange({ interval: value })}
        />
      )}
      <Choice
        label="Width"
        value={String(width)}
        options={Array.from({ length: COLUMNS }, (_, at) => ({
          value: String(at + 1),
          label: `${at + 1} of ${COLUMNS}`,
        }))}
        onChange={(value) => onChange({ width: Number(value) })}
      />
      <Choice
        label="Height"
        value={height}
        options={HEIGHTS.map((value) => ({ value, label: WORDS[value] }))}
        onChange={(value) => onChange({ height: value })}
      />
      {comparable(tile) && (
        <label className="flex items-center gap-2 self-end py-1.5">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            checked={compare}
            onChange={({ target }) => onChange({ compare: target.checked })}
          />
          Compare with before
        </label>
      )}
    </div>
  );
}

/** Whether what it is compared with would be seen: many lines would only get in each other's way. */
const comparable = ({ kind, metrics, group_by }: Tile): boolean =>
  kind === 'number' ||
  kind === 'table' ||
  kind === 'bar' ||
  (kind === 'line' && metrics.length === 1 && group_by.length === 0);

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>): ReactNode {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span id={id} className="text-small font-medium text-muted">
        {label}
      </span>
      <Select className="w-full" {...{ label, value, options, onChange }} />
    </div>
  );
}
