import { type FormEvent, useState } from 'react';
import { ApiError } from '../../api.ts';
import { filterWords } from '../../filter.ts';
import { rangeWords } from '../../time.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Input.tsx';
import { toast } from '../../ui/Toast.tsx';
import { useView } from '../../view.ts';
import { isMoving } from '../address.ts';
import { useHere, useViewChanges } from './views.ts';

/** Gives what is on the screen a name. */
export function SaveView({ onClose }: { onClose: () => void }) {
  const here = useHere();
  const { range, filter, search } = useView();
  const { save } = useViewChanges();
  const [name, setName] = useState('');
  const { error } = save;
  const taken = error instanceof ApiError && (error.status === 409 || error.field === 'name');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { name: name.trim(), ...here },
      {
        onSuccess: (made) => {
          toast(`Saved as “${made.name}”`, 'ok');
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Save this view"
      note={`Everybody in this project finds it by its name. ${isMoving(search) ? 'Its range moves with time.' : 'Its range stays where it is.'}`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Name"
          required
          autoFocus
          maxLength={100}
          placeholder="Slow answers in production"
          value={name}
          onChange={({ target }) => setName(target.value)}
          hint={[rangeWords(range), ...filter.map(filterWords)].join(' · ')}
          error={taken ? error.detail : undefined}
        />
        {error && !taken && <ErrorNote error={error} compact />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending || name.trim() === ''}>
            Save view
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
