import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { ApiError } from '../../api.ts';
import {
  type Goal,
  type GoalDefinition,
  type GoalStatus,
  objectiveWords,
  useGoalChanges,
  useGoalPreview,
} from '../../goals.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Input.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { toast } from '../../ui/Toast.tsx';
import { useView } from '../../view.ts';
import {
  type Draft,
  definitionOf,
  draftOf,
  faultsOf,
  fieldOf,
  nameOf,
  PRESETS,
  previewWords,
  TYPES,
  USUAL_DAYS,
  usualBelow,
} from './goalDraft.ts';
import { SloFilter } from './SloFilter.tsx';

/** Sets a goal, or changes one; says beforehand how it would stand. */
export function SloDialog({ goal, onClose }: { goal?: Goal; onClose: () => void }) {
  const view = useView();
  const [draft, setDraft] = useState<Draft>(() => draftOf(goal ?? { ...PRESETS[0]!, filter: view.filter }));
  const [shown, setShown] = useState(false);
  const { save } = useGoalChanges();
  const { error } = save;
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const faults = faultsOf(draft);
  const definition = Object.keys(faults).length === 0 ? definitionOf(draft) : undefined;
  const at = error instanceof ApiError ? (error.status === 409 ? 'name' : fieldOf(error.field)) : undefined;
  const said = (field: keyof typeof faults | 'name' | 'filter'): string | undefined =>
    at === field && error ? (error as ApiError).detail : shown ? faults[field] : undefined;
  const name = draft.name ?? (definition ? nameOf(definition) : '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShown(true);
    if (!definition) return;
    save.mutate(
      { ...definition, name: name.trim(), id: goal?.id },
      {
        onSuccess: () => {
          toast(goal ? `“${name.trim()}” is changed` : `“${name.trim()}” is set`, 'ok');
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={goal ? 'Change the goal' : 'Set a goal'}
      note="Which share of the calls must be good, over the last so many days. What may fail of them is its budget."
      className="w-140"
    >
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {!goal && (
          <Presets draft={draft} onPick={(preset) => setDraft({ ...draftOf({ ...preset, filter: draft.filter }) })} />
        )}
        <div className="grid grid-cols-2 items-start gap-x-3 gap-y-4 max-sm:grid-cols-1">
          <div className="flex flex-col gap-1">
            <span className="text-small font-medium text-muted">Good means</span>
            <Select
              label="Good means"
              value={draft.type}
              options={TYPES}
              onChange={(type) => change({ type, below: usualBelow(type) })}
            />
          </div>
          {draft.type === 'availability' ? (
            <label className="flex items-start gap-2 self-end py-1.5 text-small text-muted">
              <input
                type="checkbox"
                className="mt-0.5"
                checked={draft.countCancelled}
                onChange={({ target }) => change({ countCancelled: target.checked })}
              />
              Count calls that their client gave up, too
            </label>
          ) : (
            <Field
              label={draft.type === 'cost' ? 'Below, in dollars' : 'Within, in seconds'}
              inputMode="decimal"
              value={draft.below}
              onChange={({ target }) => change({ below: target.value })}
              error={said('below')}
            />
          )}
          <Field
            label="Share that must be good, %"
            inputMode="decimal"
            value={draft.objective}
            onChange={({ target }) => change({ objective: target.value })}
            error={said('objective')}
          />
          <Field
            label="Over the last days"
            inputMode="numeric"
            value={draft.days}
            onChange={({ target }) => change({ days: target.value })}
            error={said('days')}
          />
        </div>
        <SloFilter filter={draft.filter} onChange={(filter) => change({ filter })} error={said('filter')} />
        <Field
          label="Name"
          maxLength={100}
          value={name}
          onChange={({ target }) => change({ name: target.value })}
          error={said('name') ?? (shown && name.trim() === '' ? 'A goal needs a name' : undefined)}
        />
        <Preview definition={definition} />
        {error && at === undefined && <ErrorNote error={error} compact />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {goal ? 'Change the goal' : 'Set the goal'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Goals many start with, and how each would stand. */
function Presets({ draft, onPick }: { draft: Draft; onPick: (preset: (typeof PRESETS)[number]) => void }) {
  const whole = PRESETS.map((preset) => ({ ...preset, filter: draft.filter, window_days: USUAL_DAYS }));
  const { data, error } = useGoalPreview(whole);
  const chosen = Object.keys(faultsOf(draft)).length === 0 ? JSON.stringify(definitionOf(draft)) : '';
  return (
    <ul aria-label="Usual goals" className="overflow-hidden rounded-control border border-line">
      {whole.map((preset, i) => (
        <li key={preset.indicator.type} className="border-line not-first:border-t">
          <button
            type="button"
            aria-pressed={JSON.stringify(definitionOf(draftOf(preset))) === chosen}
            onClick={() => onPick(preset)}
            className="flex min-h-13 w-full flex-col justify-center px-3 py-1.5 text-left outline-offset-[-2px] transition-colors hover:bg-hover aria-pressed:bg-accent-wash"
          >
            <span className="font-medium">{objectiveWords(preset)}</span>
            {data?.[i] ? (
              <Verdict status={data[i]} objective={preset.objective} />
            ) : (
              !error && <Skeleton className="my-0.5 h-3.5 w-60" />
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

const WAIT_MS = 400;

/** How the goal would stand, once nobody has typed for a moment. */
function Preview({ definition }: { definition: GoalDefinition | undefined }) {
  const text = definition && JSON.stringify(definition);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const asked = settled === undefined ? undefined : (JSON.parse(settled) as GoalDefinition);
  const { data, error } = useGoalPreview(asked && [asked]);
  const [status] = data ?? [];
  return (
    <div role="status" className="min-h-5">
      {error && <span className="text-small text-muted">{error.message}</span>}
      {definition && settled === text && status ? (
        <Verdict status={status} objective={definition.objective} />
      ) : (
        definition && !error && <Skeleton className="h-3.5 w-60" />
      )}
    </div>
  );
}

const LOOKS = {
  ok: { Icon: CircleCheck, ink: 'text-ok' },
  at_risk: { Icon: TriangleAlert, ink: 'text-warn' },
  broken: { Icon: CircleAlert, ink: 'text-bad' },
  too_few: { Icon: CircleDashed, ink: 'text-muted' },
  no_calls: { Icon: CircleDashed, ink: 'text-muted' },
} as const;

function Verdict({ status, objective }: { status: GoalStatus; objective: number }) {
  const { Icon, ink } = LOOKS[status.state];
  return (
    <span className="flex items-center gap-1.5 text-small text-muted">
      <Icon size={13} className={`shrink-0 ${ink}`} aria-hidden="true" />
      <span className="min-w-0">{previewWords(status, objective)}</span>
    </span>
  );
}
