import { useState } from 'react';
import { isNumeric, OP_WORDS } from '../filter.ts';
import { exact } from '../format.ts';
import type { FieldInfo, Filter, FilterOp } from '../model.ts';
import { useFields, useFieldValues } from '../queries.ts';
import { Button } from '../ui/Button.tsx';
import { Combo, type Option } from '../ui/Combo.tsx';
import { Segmented } from '../ui/Tabs.tsx';

/** What people filter by most comes first; the rest follows in the server's order. */
const FIRST = [
  'prompt',
  'model',
  'status',
  'user',
  'prompt_version',
  'provider',
  'session',
  'service',
  'feature',
  'customer',
  'error_type',
  'duration_ms',
  'cost',
];

const TEXT_OPS: FilterOp[] = ['eq', 'ne', 'in', 'contains', 'exists'];
const NUMBER_OPS: FilterOp[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'exists'];

/** Builds one filter: first the field, then how and what. */
export function FilterEditor({ initial, onDone }: { initial?: Filter | undefined; onDone: (filter: Filter) => void }) {
  const [field, setField] = useState(initial?.field);
  return field === undefined ? (
    <FieldStep onPick={setField} />
  ) : (
    <ValueStep key={field} field={field} initial={initial} onBack={() => setField(undefined)} onDone={onDone} />
  );
}

const rank = ({ name }: FieldInfo): number => (FIRST.indexOf(name) + FIRST.length + 1) % (FIRST.length + 1);

function FieldStep({ onPick }: { onPick: (field: string) => void }) {
  const [query, setQuery] = useState('');
  const [inMetadata, setInMetadata] = useState(false);
  const { data: fields = [], error, isPending } = useFields();
  const { data: keys = [] } = useFieldValues(inMetadata ? 'metadata' : undefined, query);
  const wanted = query.trim().toLowerCase();
  const known: Option[] = fields
    .filter(({ use, name, description }) => use === 'field' && `${name} ${description}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => rank(a) - rank(b) || Number(b.name.startsWith(wanted)) - Number(a.name.startsWith(wanted)))
    .map(({ name, type }) => ({ key: name, label: name, note: type === 'map' ? 'any key …' : type }));
  const typed = /^(metadata|score)\../.test(query.trim()) ? [{ key: query.trim(), label: query.trim() }] : [];
  const options = inMetadata
    ? keys.map(({ value, n }) => ({ key: `metadata.${value}`, label: value, note: exact(n) }))
    : [...typed, ...known];
  return (
    <Combo
      className="w-76"
      label={inMetadata ? 'Metadata key' : 'Field'}
      placeholder={inMetadata ? 'Filter by metadata key …' : 'Filter by …'}
      query={query}
      onQuery={setQuery}
      options={options}
      onBack={() => setInMetadata(false)}
      onPick={({ key }) => {
        if (key !== 'metadata') return onPick(key);
        setQuery('');
        setInMetadata(true);
      }}
      empty={error ? error.message : isPending ? 'Loading …' : 'No such field'}
    />
  );
}

interface StepProps {
  field: string;
  initial: Filter | undefined;
  onBack: () => void;
  onDone: (filter: Filter) => void;
}

function ValueStep({ field, initial, onBack, onDone }: StepProps) {
  const numeric = isNumeric(field) || field === 'time';
  const ops = numeric ? NUMBER_OPS : TEXT_OPS;
  const [op, setOp] = useState<FilterOp>(initial?.field === field ? initial.op : (ops[0] ?? 'eq'));
  const [query, setQuery] = useState(
    initial?.field === field && !Array.isArray(initial.value) ? String(initial.value ?? '') : '',
  );
  const [chosen, setChosen] = useState<string[]>(Array.isArray(initial?.value) ? initial.value.map(String) : []);
  const {
    data: values = [],
    isFetching,
    error,
  } = useFieldValues(numeric || op === 'exists' ? undefined : field, query);
  const many = op === 'in' || op === 'not_in';

  const pick = (value: string) => {
    if (many) setChosen(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
    else onDone({ field, op, value: isNumeric(field) ? Number(value) : value });
  };
  return (
    <div className="w-76">
      <div className="flex flex-wrap items-center gap-2 px-1.5 pt-1 pb-1.5">
        <button type="button" onClick={onBack} className="rounded-tag bg-accent-wash px-1.5 font-medium text-accent">
          {field}
        </button>
        <Segmented
          label="How"
          value={op}
          onChange={setOp}
          options={ops.map((value) => ({ value, label: OP_WORDS[value] }))}
        />
      </div>
      <Combo
        label="Value"
        placeholder={numeric ? 'A number …' : 'A value …'}
        query={query}
        onQuery={setQuery}
        onBack={onBack}
        options={op === 'exists' ? EXISTS : choices(values, query, numeric, many ? chosen : undefined)}
        onPick={({ key }) => (op === 'exists' ? onDone({ field, op, value: key === 'known' }) : pick(key))}
        empty={
          error?.message ?? (isFetching ? 'Loading …' : numeric ? 'Type a number' : 'No value like this in the range')
        }
      />
      {many && <Apply count={chosen.length} onApply={() => onDone({ field, op, value: chosen })} />}
    </div>
  );
}

function Apply({ count, onApply }: { count: number; onApply: () => void }) {
  return (
    <div className="flex justify-end border-t border-line px-1.5 pt-1.5">
      <Button size="small" look="primary" disabled={count === 0} onClick={onApply}>
        Apply {count}
      </Button>
    </div>
  );
}

const EXISTS: Option[] = [
  { key: 'known', label: 'is known' },
  { key: 'unknown', label: 'is unknown' },
];

function choices(
  values: { value: string; n: number }[],
  query: string,
  numeric: boolean,
  chosen: string[] | undefined,
): Option[] {
  const typed = query.trim();
  if (numeric)
    return typed !== '' && (Number.isFinite(Number(typed)) || !Number.isNaN(Date.parse(typed)))
      ? [{ key: typed, label: typed }]
      : [];
  const tick = (value: string) => (chosen ? { chosen: chosen.includes(value) } : {});
  const known = values
    .filter(({ value }) => value.toLowerCase().includes(typed.toLowerCase()))
    .map(({ value, n }) => ({ key: value, label: value, note: exact(n), ...tick(value) }));
  const own = typed !== '' && !values.some(({ value }) => value === typed);
  return own ? [...known, { key: typed, label: `“${typed}”`, ...tick(typed) }] : known;
}
