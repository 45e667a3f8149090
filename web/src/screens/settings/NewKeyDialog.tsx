import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiError, post } from '../../api.ts';
import type { NewKey } from '../../model.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Input.tsx';

const SCOPES = [
  { id: 'ingest', label: 'send calls', note: 'what an application needs' },
  { id: 'read', label: 'read everything', note: 'numbers, calls and texts' },
  { id: 'scores', label: 'give scores', note: 'feedback and reviews' },
  { id: 'prompts', label: 'manage prompts', note: 'versions and what is live' },
  { id: 'gateway', label: 'call models', note: 'through the gateway' },
  { id: 'admin', label: 'administer', note: 'keys and prices of the project' },
] as const;

/** Makes a key, then shows it: the one time its secret is seen. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>(['ingest']);
  const make = useMutation({
    mutationFn: () => post<NewKey>('/keys', { name: name.trim(), scopes }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  if (make.data) return <Shown made={make.data} onClose={onClose} />;
  const { error } = make;
  const atName = error instanceof ApiError && error.field === 'name';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Create a key">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Name"
          hint="What will use it, so that you know later what a revocation would stop."
          required
          maxLength={100}
          placeholder="checkout service"
          value={name}
          onChange={({ target }) => setName(target.value)}
          error={atName ? error.detail : undefined}
        />
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1 text-small font-medium text-muted">It may</legend>
          {SCOPES.map(({ id, label, note }) => (
            <label key={id} className="flex min-h-7 items-center gap-2">
              <input
                type="checkbox"
                className="size-3.5 accent-accent"
                checked={scopes.includes(id)}
                onChange={({ target }) =>
                  setScopes(target.checked ? [...scopes, id] : scopes.filter((scope) => scope !== id))
                }
              />
              <span className="font-medium">{label}</span>
              <span className="text-muted">{note}</span>
            </label>
          ))}
        </fieldset>
        {error && !atName && <ErrorNote error={error} compact />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={make.isPending || name.trim() === '' || scopes.length === 0}>
            Create the key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Shown({ made, onClose }: { made: NewKey; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`“${made.name}” is ready`}
      note="Copy it now: only a fingerprint is kept, so it cannot be shown again."
    >
      <div className="flex flex-col gap-4">
        <div className="rounded-control border border-line bg-bg p-3 font-mono text-small [overflow-wrap:anywhere]">
          {made.key}
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          {made.scopes.includes('ingest') && (
            <Link to="/connect" className={buttonClass('quiet')}>
              How to use it
            </Link>
          )}
          <Copy text={made.key}>Copy the key</Copy>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
