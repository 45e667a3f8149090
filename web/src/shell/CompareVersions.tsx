import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../batch.ts';
import { EACH, encodeVersion } from '../compare.ts';
import { encodeFilter } from '../filter.ts';
import { exact, plural } from '../format.ts';
import type { Row } from '../model.ts';
import { rangeWords } from '../time.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Select } from '../ui/Select.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useView } from '../view.ts';
import { type Chosen, chosenOf, type PromptVersions, promptsOf } from './promptVersions.ts';

const FIELDS = ['prompt', 'prompt_version'];
/** Versions of all prompts together that are counted; those with the fewest calls are left out beyond it. */
const MOST = 2000;

/** Two versions of a prompt to be compared, each with its calls in the range. */
export function CompareVersions({ onClose }: { onClose: () => void }) {
  const { range, versions, patch, chips } = useView();
  const { data: prompts, error, refetch } = usePrompts();
  const [picked, setPicked] = useState<Chosen>({});
  const chosen = prompts && chosenOf(prompts, { ...fromChips(chips), ...versions, ...picked });
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen) return;
    const others = chips.filter(({ field }) => !FIELDS.includes(field)).map(encodeFilter);
    const named = [chosen.prompt.prompt, chosen.now].map((value, at) =>
      encodeFilter({ field: FIELDS[at] ?? '', op: 'eq', value }),
    );
    patch({ f: [...others, ...named], vs: encodeVersion(chosen.before) });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Compare two versions of a prompt"
      note={`The same range for both: ${rangeWords(range)}. Differences are judged from ${EACH} calls of each on.`}
    >
      {error && <ErrorNote error={error} retry={() => void refetch()} compact />}
      {!prompts && !error && <Skeleton className="h-40 w-full" />}
      {prompts?.length === 0 && (
        <p className="text-muted">
          No prompt has calls of two versions in this range. A version is what calls say in prompt_version.
        </p>
      )}
      {prompts && chosen && (
        <form onSubmit={apply} className="flex flex-col gap-3">
          <Choice
            label="Prompt"
            value={chosen.prompt.prompt}
            options={prompts.map(({ prompt, n, versions }) => ({
              value: prompt,
              note: `${plural(versions.length, 'version')}, ${exact(n)}`,
            }))}
            onChange={(prompt) => setPicked({ prompt, now: undefined, before: undefined })}
          />
          <Choice
            label="Version"
            value={chosen.now}
            options={optionsOf(chosen.prompt)}
            onChange={(now) =>
              setPicked({ ...picked, now, before: now === chosen.before ? chosen.now : chosen.before })
            }
          />
          <Choice
            label="Against"
            value={chosen.before}
            options={optionsOf(chosen.prompt)}
            onChange={(before) =>
              setPicked({ ...picked, before, now: before === chosen.now ? chosen.before : chosen.now })
            }
          />
          <div className="flex justify-end gap-2 pt-1">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary">
              Compare
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

const optionsOf = ({ versions }: PromptVersions) =>
  versions.map(({ version, n }) => ({ value: version, note: plural(n, 'call') }));

interface ChoiceProps {
  label: string;
  value: string;
  options: { value: string; note: string }[];
  onChange: (value: string) => void;
}

/** A list with its name before it, and what stands behind the chosen value after it. */
const Choice = ({ label, value, options, onChange }: ChoiceProps) => (
  <div className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-center gap-x-3 gap-y-0.5">
    <span className="text-muted" aria-hidden="true">
      {label}
    </span>
    <Select
      label={label}
      value={value}
      options={options.map((option) => ({ ...option, label: option.value }))}
      onChange={onChange}
      className="min-w-0 font-mono text-small"
    />
    <span className="col-start-2 text-small text-muted">{options.find((option) => option.value === value)?.note}</span>
  </div>
);

/** Calls by prompt and version in the view, whatever prompt it is filtered by: from roll-ups, so none is left out. */
function usePrompts() {
  const { range, filter } = useView();
  const query = {
    metrics: ['calls'],
    group_by: FIELDS,
    filter: filter.filter(({ field }) => !FIELDS.includes(field)),
    range,
    interval: 'none',
    order_by: '-n',
    limit: MOST,
  };
  return useQuery({
    queryKey: ['query', query],
    queryFn: ({ signal }) => ask(query, signal),
    placeholderData: keepPreviousData,
    select: ({ rows }: { rows: Row[] }) => promptsOf(rows),
  });
}

const fromChips = (chips: ReturnType<typeof useView>['chips']): Chosen => {
  const [prompt, now] = FIELDS.map((field) => chips.find((chip) => chip.field === field && chip.op === 'eq')?.value);
  return {
    ...(typeof prompt === 'string' ? { prompt } : {}),
    ...(typeof now === 'string' ? { now } : {}),
  };
};
