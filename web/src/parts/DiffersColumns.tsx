import { amount, type DifferField, type DifferValue, shareWords, valueWords } from '../differs.ts';
import { Tip } from '../ui/Tooltip.tsx';
import type { OnValue } from './DiffersBars.tsx';

const HEIGHT = 56;

/** Amounts in their order: how both sides are spread over the same bins. */
export function DiffersColumns({ field, onValue }: { field: DifferField; onValue: OnValue }) {
  const most = Math.max(...field.values.flatMap(({ selected, rest }) => [selected.share, rest.share]));
  const { selected, rest } = field.median ?? {};
  const bins = field.values.filter(({ value }) => value !== '');
  const ends = bins.filter((_, i) => i === 0 || i === bins.length - 1);
  return (
    <div className="px-1.5 pb-1">
      <div className="flex items-end gap-0.5">
        {field.values.map((value) => (
          <Column key={value.value} {...{ field, value, most, onValue }} />
        ))}
      </div>
      <p className="flex gap-3 border-t border-line pt-0.5 text-note whitespace-nowrap text-muted" aria-hidden="true">
        <span className="flex min-w-0 justify-between gap-2" style={{ flex: bins.length }}>
          {ends.map((bin) => (
            <span key={bin.value}>{valueWords(field.field, bin)}</span>
          ))}
        </span>
        {bins.length < field.values.length && <span className="min-w-fit flex-1 text-right">not set</span>}
      </p>
      {selected !== undefined && rest !== undefined && (
        <p className="pt-0.5 text-small text-muted">
          Median about <span className="font-semibold text-ink">{amount(field.field, selected)}</span>, of the rest{' '}
          {amount(field.field, rest)}
        </p>
      )}
    </div>
  );
}

interface ColumnProps {
  field: DifferField;
  value: DifferValue;
  most: number;
  onValue: OnValue;
}

function Column({ field, value, most, onValue }: ColumnProps) {
  const words = valueWords(field.field, value);
  const shares = `${shareWords(value.selected.share)} of the selection, ${shareWords(value.rest.share)} of the rest`;
  const height = (share: number) => (share === 0 ? 0 : Math.max(2, (share / most) * HEIGHT));
  return (
    <Tip text={`${words}: ${shares}`}>
      <button
        type="button"
        aria-label={`Only ${field.field} ${words}: ${shares}`}
        onClick={(event) => onValue(field, value, event.altKey)}
        className={`flex min-w-0 flex-1 items-end justify-center gap-px rounded-tag hover:bg-hover ${value.value === '' ? 'ml-2' : ''}`}
        style={{ height: HEIGHT }}
      >
        <span className="w-2/5 rounded-t-[2px] bg-series-2" style={{ height: height(value.selected.share) }} />
        <span className="w-2/5 rounded-t-[2px] bg-faint" style={{ height: height(value.rest.share) }} />
      </button>
    </Tip>
  );
}
