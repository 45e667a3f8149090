import { useState } from 'react';
import { exact } from '../../format.ts';
import { useFields, useFieldValues } from '../../queries.ts';
import { Combo, type Option } from '../../ui/Combo.tsx';

/** Numbers that have few values, so that counting them makes sense. */
const COUNTABLE = new Set(['http_status']);
const FIRST = ['prompt', 'model', 'prompt_version', 'user', 'customer', 'provider', 'environment', 'error_type'];

interface Props {
  label: string;
  placeholder: string;
  chosen: readonly string[];
  onPick: (field: string) => void;
  note?: string;
}

/** Fields whose values are worth counting, keys of the metadata among them; a chosen one carries a tick. */
export function FieldPicker({ label, placeholder, chosen, onPick, note }: Props) {
  const [query, setQuery] = useState('');
  const { data: fields = [], error, isPending } = useFields();
  const { data: keys = [] } = useFieldValues('metadata', query.replace(/^metadata\./, ''));
  const wanted = query.trim().toLowerCase();
  const rank = (name: string) => (FIRST.indexOf(name) + FIRST.length + 1) % (FIRST.length + 1);
  const known: Option[] = fields
    .filter(({ name, type, use }) => use === 'field' && (['string', 'tags'].includes(type) || COUNTABLE.has(name)))
    .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => rank(a.name) - rank(b.name))
    .map(({ name }) => ({ key: name, label: name }));
  const metadata: Option[] = keys.map(({ value, n }) => ({
    key: `metadata.${value}`,
    label: `metadata.${value}`,
    note: exact(n),
  }));
  const options = [...known, ...metadata].map((option) => ({ ...option, chosen: chosen.includes(option.key) }));
  return (
    <div className="w-72">
      <Combo
        label={label}
        placeholder={placeholder}
        query={query}
        onQuery={setQuery}
        options={options.toSorted((a, b) => Number(b.chosen) - Number(a.chosen))}
        onPick={({ key }) => onPick(key)}
        empty={error ? error.message : isPending ? 'Loading …' : 'No such field'}
      />
      {note !== undefined && <p className="border-t border-line px-2 pt-1.5 pb-0.5 text-small text-muted">{note}</p>}
    </div>
  );
}
