import { ChevronRight, CircleMinus, Plus } from 'lucide-react';
import { useState } from 'react';
import { encodeFilter } from '../../filter.ts';
import { text } from '../../format.ts';
import type { FieldValue, Filter } from '../../model.ts';
import { useStoredText } from '../../parts/useStored.ts';
import { Marked } from '../../parts/Visible.tsx';
import { useCountedValues } from '../../queries.ts';
import { clockTime, dayTime } from '../../time.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Input } from '../../ui/Input.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Tip } from '../../ui/Tooltip.tsx';
import { useView, type View } from '../../view.ts';
import { FieldPicker } from './FieldPicker.tsx';
import { useFacet } from './facetAsk.ts';
import { chosenOf, toggleNot, toggleOnly } from './facets.ts';

interface FacetInfo {
  field: string;
  title: string;
  open?: true;
}

/** Fields worth a list of their values; the first few stand open. */
const FACETS: [FacetInfo, ...FacetInfo[]] = [
  { field: 'status', title: 'Status', open: true },
  { field: 'prompt', title: 'Prompt', open: true },
  { field: 'model', title: 'Model', open: true },
  { field: 'environment', title: 'Environment', open: true },
  { field: 'error_type', title: 'Error' },
  { field: 'http_status', title: 'HTTP status' },
  { field: 'finish_reason', title: 'Ended with' },
  { field: 'prompt_version', title: 'Prompt version' },
  { field: 'provider', title: 'Provider' },
  { field: 'service', title: 'Service' },
  { field: 'operation', title: 'Operation' },
  { field: 'user', title: 'User' },
  { field: 'customer', title: 'Customer' },
  { field: 'team', title: 'Team' },
  { field: 'feature', title: 'Feature' },
  { field: 'tags', title: 'Tags' },
];

const SHOWN = 8;
const MOST = 50;

/** What the calls of the view have in common: pick a value to keep only its calls, or shut it out. */
export function Facets() {
  const { isPending } = useFacet(FACETS[0].field, SHOWN + 1);
  const [kept, keep] = useStoredText('facets.more');
  const more = kept === undefined ? [] : kept.split('\n');
  const toggle = (field: string) => {
    const next = more.includes(field) ? more.filter((one) => one !== field) : [...more, field];
    keep(next.length === 0 ? undefined : next.join('\n'));
  };
  return (
    <div className="flex flex-col">
      <Counted />
      {isPending && (
        <div className="pt-3">
          {FACETS.map(({ field }) => (
            <Waiting key={field} />
          ))}
        </div>
      )}
      {/* How long the lists are is not known before: what one reads is not to move when they come. They ask meanwhile. */}
      <div className={isPending ? 'hidden' : 'contents'}>
        {FACETS.map((facet) => (
          <Facet key={facet.field} {...facet} />
        ))}
        {more.map((field) => (
          <Facet key={field} field={field} title={field} open />
        ))}
      </div>
      <Popover
        label="More fields"
        trigger={
          <button
            type="button"
            className="flex h-9 w-full items-center gap-1.5 px-3 text-muted transition-colors hover:bg-hover hover:text-ink"
          >
            <Plus size={13} aria-hidden="true" />
            More fields
          </button>
        }
      >
        <FieldPicker
          label="Field to count"
          placeholder="Count the values of …"
          chosen={more}
          onPick={(field) => !FACETS.some((known) => known.field === field) && toggle(field)}
          note="Kept in this browser."
        />
      </Popover>
    </div>
  );
}

/** Of all fields alike: that only a part of the calls was counted, or why none was. */
function Counted() {
  const { data, error, refetch } = useFacet(FACETS[0].field, SHOWN + 1);
  if (error)
    return (
      <div className="border-b border-line p-3">
        <ErrorNote error={error} retry={() => void refetch()} compact />
      </div>
    );
  if (!data?.sampled) return null;
  return (
    <p className="border-b border-line px-3 py-2 text-small text-muted" title="Counting more would take too long">
      Counted since {dayTime(data.sampled.from)}, {clockTime(data.sampled.from)}: the newest calls only.
    </p>
  );
}

function Facet({ field, title, open: openAtFirst = false }: { field: string; title: string; open?: boolean }) {
  const view = useView();
  const { only, not } = chosenOf(held(view, field), field);
  const chosen = only.length + not.length;
  const [open, setOpen] = useState(openAtFirst || chosen > 0);
  return (
    <section className="border-b border-line last:border-0">
      <h2>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex h-9 w-full items-center gap-1.5 px-3 font-medium transition-colors hover:bg-hover"
        >
          <ChevronRight size={13} className={`text-muted ${open ? 'rotate-90' : ''}`} aria-hidden="true" />
          {title}
          {chosen > 0 && <span className="ml-auto text-small text-accent">{chosen} chosen</span>}
        </button>
      </h2>
      {open && <Values field={field} title={title} only={only} not={not} />}
    </section>
  );
}

interface ValuesProps {
  field: string;
  title: string;
  only: string[];
  not: string[];
}

function Values(props: ValuesProps) {
  const [all, setAll] = useState(false);
  return all ? <AllValues {...props} /> : <FirstValues {...props} onMore={() => setAll(true)} />;
}

/** The most frequent values, asked for together with those of all other fields. */
function FirstValues({ onMore, ...props }: ValuesProps & { onMore: () => void }) {
  const { data, isPending } = useFacet(props.field, SHOWN + 1);
  const { only, not } = props;
  if (isPending) return <Waiting />;
  const values = withChosen(data?.values ?? [], [...only, ...not]);
  return (
    <div className="pb-2">
      {data?.values.length === 0 && values.length === 0 && (
        <p className="px-3 text-small text-muted">Nothing in this range</p>
      )}
      <List {...props} values={values.slice(0, Math.max(SHOWN, only.length + not.length))} />
      {values.length > SHOWN && (
        <button
          type="button"
          onClick={onMore}
          className="px-3 py-1 text-small text-muted hover:text-ink hover:underline"
        >
          More values
        </button>
      )}
    </div>
  );
}

/** Many values of one field, and a way to find one. */
function AllValues(props: ValuesProps) {
  const { search: state } = useView();
  const [search, setSearch] = useState('');
  const { data, error, refetch, isPending } = useCountedValues(props.field, { search, limit: MOST, text: state.q });
  if (isPending) return <Waiting />;
  return (
    <div className="pb-2">
      <div className="px-3 pb-1">
        <Input
          aria-label={`Find a value of ${props.title}`}
          placeholder="Find a value"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          className="h-7"
        />
      </div>
      {error && (
        <div className="px-3 pb-3">
          <ErrorNote error={error} retry={() => void refetch()} compact />
        </div>
      )}
      {data?.values.length === 0 && (
        <p className="px-3 text-small text-muted">{search === '' ? 'Nothing in this range' : 'No such value'}</p>
      )}
      <List {...props} values={withChosen(data?.values ?? [], [...props.only, ...props.not])} />
    </div>
  );
}

const Waiting = () => (
  <div className="flex flex-col gap-2 px-3 pb-3">
    <Skeleton className="h-3.5 w-4/5" />
    <Skeleton className="h-3.5 w-3/5" />
  </div>
);

function List({ field, only, not, values }: ValuesProps & { values: FieldValue[] }) {
  const view = useView();
  const most = values.reduce((max, { n }) => Math.max(max, n), 0);
  return (
    <ul>
      {values.map(({ value, n }) => (
        <ValueRow
          key={value}
          value={value}
          n={n}
          most={most}
          only={only.includes(String(value))}
          not={not.includes(String(value))}
          onOnly={() => hold(view, field, toggleOnly(held(view, field), field, value))}
          onNot={() => hold(view, field, toggleNot(view.chips, field, value))}
        />
      ))}
    </ul>
  );
}

interface RowProps extends FieldValue {
  most: number;
  only: boolean;
  not: boolean;
  onOnly: () => void;
  onNot: () => void;
}

function ValueRow({ value, n, most, only, not, onOnly, onNot }: RowProps) {
  const share = most > 0 ? (n / most) * 100 : 0;
  return (
    <li className="group relative flex items-center">
      <button
        type="button"
        aria-pressed={only}
        onClick={onOnly}
        className={`flex h-7 min-w-0 flex-1 items-center gap-2 px-3 text-left hover:underline ${only ? 'font-medium text-accent' : not ? 'text-muted line-through' : ''}`}
        style={{
          background: `linear-gradient(to right, var(--${only ? 'accent-wash' : 'hover'}) ${share}%, transparent ${share}%)`,
        }}
      >
        <span className="min-w-0 flex-1 truncate" title={String(value)}>
          <bdi>
            <Marked text={String(value)} />
          </bdi>
        </span>
        <span className="text-small text-muted group-focus-within:opacity-0 group-hover:opacity-0 pointer-coarse:opacity-100">
          {n > 0 ? text(n, 'calls') : ''}
        </span>
      </button>
      <Tip text={not ? 'Let these calls in again' : 'Leave these calls out'}>
        <button
          type="button"
          aria-label={`Leave out ${String(value)}`}
          aria-pressed={not}
          onClick={onNot}
          className="absolute right-2 inline-flex size-6 items-center justify-center rounded-control text-muted opacity-0 transition-opacity group-hover:opacity-100 hover:text-ink focus-visible:opacity-100"
        >
          <CircleMinus size={14} aria-hidden="true" />
        </button>
      </Tip>
    </li>
  );
}

/** Chosen values stay in sight even when none of the calls has them. */
function withChosen(values: readonly FieldValue[], chosen: readonly string[]): FieldValue[] {
  const missing = chosen.filter((value) => !values.some((known) => String(known.value) === value));
  return [...missing.map((value) => ({ value, n: 0 })), ...values];
}

/** The conditions on a field; that on the environment has its own place in the view. */
const held = (view: View, field: string): Filter[] => (field === 'environment' ? view.filter : view.chips);

function hold(view: View, field: string, filters: Filter[]): void {
  const chosen = filters.findLast((filter) => filter.field === 'environment' && filter.op !== 'ne');
  const last = Array.isArray(chosen?.value) ? chosen.value.at(-1) : chosen?.value;
  const isEnvironment = field === 'environment';
  const chips = isEnvironment ? filters.filter((filter) => filter.field !== field || filter.op === 'ne') : filters;
  view.patch({
    f: chips.length === 0 ? undefined : chips.map(encodeFilter),
    ...(isEnvironment ? { env: last === undefined ? undefined : String(last) } : {}),
  });
}
