import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, post } from '../../api.ts';
import type { PriceOverride } from '../../model.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Input.tsx';
import { toast } from '../../ui/Toast.tsx';

export interface PriceDraft {
  model?: string;
  provider?: string;
}

const FIELDS = [
  { id: 'model', label: 'Model', required: true },
  { id: 'provider', label: 'Provider', hint: 'Left empty: whoever provides it.' },
  { id: 'input', label: 'Input, $ per million', required: true, amount: true },
  { id: 'output', label: 'Output, $ per million', required: true, amount: true },
  { id: 'cached', label: 'Input from cache', amount: true, hint: 'Left empty: as input.' },
  { id: 'cache_write', label: 'Input written to cache', amount: true, hint: 'Left empty: as input.' },
] as const;
type FieldId = (typeof FIELDS)[number]['id'];

/** Sets what a model costs, from a day on. */
export function PriceDialog({ draft, onClose }: { draft: PriceDraft; onClose: () => void }) {
  const client = useQueryClient();
  const [values, setValues] = useState<Partial<Record<FieldId, string>>>({ ...draft });
  const [day, setDay] = useState('');
  const given = FIELDS.flatMap(({ id }) => (values[id]?.trim() ? [[id, values[id].trim()] as const] : []));
  const save = useMutation({
    mutationFn: () =>
      post<PriceOverride>('/prices', {
        ...Object.fromEntries(given),
        ...(day === '' ? {} : { effective_from: new Date(`${day}T00:00:00`).toISOString() }),
      }),
    onSuccess: ({ model }) => {
      toast(`${model} has a price now`, 'ok');
      onClose();
      return client.invalidateQueries({ queryKey: ['prices'] });
    },
  });
  const { error } = save;
  const at = error instanceof ApiError ? FIELDS.find(({ id }) => id === error.field)?.id : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Set a price"
      note="Calls that arrive from now on are priced by it. What was priced before stays as it is."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid grid-cols-2 items-start gap-x-3 gap-y-4 max-sm:grid-cols-1">
          {FIELDS.map((field) => (
            <Field
              key={field.id}
              label={field.label}
              {...('hint' in field ? { hint: field.hint } : {})}
              required={'required' in field}
              {...('amount' in field ? { inputMode: 'decimal' as const, placeholder: '2.50' } : {})}
              value={values[field.id] ?? ''}
              onChange={({ target }) => setValues({ ...values, [field.id]: target.value })}
              error={at === field.id && error instanceof ApiError ? error.detail : undefined}
            />
          ))}
          <Field
            label="In force from"
            type="date"
            hint="Left empty: it always was."
            value={day}
            onChange={({ target }) => setDay(target.value)}
          />
        </div>
        {error && at === undefined && <ErrorNote error={error} compact />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            Set the price
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
