import { MoreHorizontal } from 'lucide-react';
import { type DifferField, type DifferValue, shareWords, valueWords } from '../differs.ts';
import { exact } from '../format.ts';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { Marked } from './Visible.tsx';

/** What becomes of a value that is clicked; `without` = everything but it. */
export type OnValue = (field: DifferField, value: DifferValue, without: boolean) => void;

interface Props {
  field: DifferField;
  values: DifferValue[];
  onValue: OnValue;
}

/** Values under one another, each with its share of both sides. */
export function DiffersBars({ field, values, onValue }: Props) {
  return (
    <ul>
      {values.map((value) => (
        <ValueRow key={value.value} {...{ field, value, onValue }} />
      ))}
    </ul>
  );
}

function ValueRow({ field, value, onValue }: { field: DifferField; value: DifferValue; onValue: OnValue }) {
  const words = valueWords(field.field, value);
  const { selected, rest } = value;
  return (
    <li className="group relative flex items-center rounded-control hover:bg-hover">
      <button
        type="button"
        onClick={(event) => onValue(field, value, event.altKey)}
        className="grid min-h-9 min-w-0 flex-1 grid-cols-[minmax(0,9fr)_minmax(0,8fr)_108px] items-center gap-x-3 rounded-control px-1.5 text-left max-sm:grid-cols-[minmax(0,1fr)_108px] max-sm:gap-y-1 max-sm:pt-1"
      >
        <span className={`truncate ${value.value === '' ? 'text-muted' : ''}`} title={words}>
          <span className="sr-only">Only {field.field} </span>
          <bdi>
            <Marked text={words} />
          </bdi>
        </span>
        <span className="flex flex-col gap-0.5 max-sm:col-span-2 max-sm:col-start-1 max-sm:row-start-2 max-sm:pb-1.5">
          <Share share={selected.share} tone="bg-series-2" />
          <Share share={rest.share} tone="bg-faint" />
        </span>
        <span className="text-right leading-4 max-sm:col-start-2 max-sm:row-start-1">
          <span className="font-semibold">{shareWords(selected.share)}</span>
          <span className="sr-only"> of the selection</span>
          <span className="text-muted"> / {shareWords(rest.share)}</span>
          <span className="sr-only"> of the rest,</span>
          <span className="block text-note text-muted">
            n {exact(selected.n)} / {exact(rest.n)}
          </span>
        </span>
      </button>
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            aria-label={`More for ${field.field} ${words}`}
            className="inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted hover:text-ink"
          >
            <MoreHorizontal size={14} aria-hidden="true" />
          </button>
        }
      >
        <MenuItem onSelect={() => onValue(field, value, false)}>Only these calls</MenuItem>
        <MenuItem onSelect={() => onValue(field, value, true)}>All but these calls</MenuItem>
      </Menu>
    </li>
  );
}

const Share = ({ share, tone }: { share: number; tone: string }) => (
  <span className="block h-1.5 overflow-hidden rounded-full bg-grid" aria-hidden="true">
    <span
      className={`block h-full rounded-full ${tone}`}
      style={{ width: share === 0 ? 0 : `max(2px, ${share * 100}%)` }}
    />
  </span>
);
