import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import type { Variable } from '../../boards.ts';
import { exact } from '../../format.ts';
import { Marked } from '../../parts/Visible.tsx';
import { useFieldValues } from '../../queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Combo, type Option } from '../../ui/Combo.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { useView } from '../../view.ts';
import { variableTitle, withChoice } from './variables.ts';

interface Props {
  variables: readonly Variable[];
  chosen: ReadonlyMap<string, string>;
}

/** The board's variables: a choice each, from the values there are. */
export function VariableBar({ variables, chosen }: Props) {
  const { search, patch } = useView();
  if (variables.length === 0) return null;
  return (
    <ul aria-label="Variables" className="flex flex-wrap items-center gap-2">
      {variables.map((variable) => (
        <li key={variable.name}>
          <Choice
            variable={variable}
            value={chosen.get(variable.name)}
            onPick={(value) => patch({ var: withChoice(variables, search.var, variable.name, value) })}
          />
        </li>
      ))}
    </ul>
  );
}

interface ChoiceProps {
  variable: Variable;
  value: string | undefined;
  onPick: (value: string | undefined) => void;
}

/** Not a value a field can have. */
const ALL = '\0all';

function Choice({ variable, value, onPick }: ChoiceProps) {
  const [open, setOpen] = useState(false);
  const title = variableTitle(variable);
  return (
    <Popover
      label={title}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button className={value === undefined ? '' : 'text-accent'}>
          <span className="font-normal text-muted">
            {title}
            <span className="sr-only">: </span>
          </span>
          <bdi className="max-w-48 truncate">
            <Marked text={value ?? 'all'} />
          </bdi>
          <ChevronDown size={13} className="text-muted" aria-hidden="true" />
        </Button>
      }
    >
      <Values
        field={variable.field}
        title={title}
        value={value}
        onPick={(picked) => {
          onPick(picked);
          setOpen(false);
        }}
      />
    </Popover>
  );
}

function Values({
  field,
  title,
  value,
  onPick,
}: {
  field: string;
  title: string;
  value: string | undefined;
  onPick: ChoiceProps['onPick'];
}) {
  const [query, setQuery] = useState('');
  const { data = [], error, isPending } = useFieldValues(field, query);
  const typed = query.trim();
  const values: Option[] = data
    .filter((one) => one.value !== '')
    .map((one) => ({ key: one.value, label: one.value, note: exact(one.n), chosen: one.value === value }));
  const own = typed !== '' && !data.some((one) => one.value === typed);
  const options = [
    ...(typed === '' ? [{ key: ALL, label: 'All', chosen: value === undefined }] : []),
    ...values,
    ...(own ? [{ key: typed, label: `“${typed}”` }] : []),
  ];
  return (
    <Combo
      className="w-72"
      label={`Value of ${title}`}
      placeholder={`${title} …`}
      query={query}
      onQuery={setQuery}
      options={options}
      onPick={({ key }) => onPick(key === ALL ? undefined : key)}
      empty={error ? error.message : isPending ? 'Loading …' : 'No such value in the range'}
    />
  );
}
