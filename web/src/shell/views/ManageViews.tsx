import { House, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Confirm } from '../../parts/Confirm.tsx';
import { Marked } from '../../parts/Visible.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Input } from '../../ui/Input.tsx';
import { toast } from '../../ui/Toast.tsx';
import {
  type SavedView,
  useDefaultView,
  useHere,
  useMayChange,
  useOpenView,
  useSavedViews,
  useViewChanges,
} from './views.ts';

/** All saved views: open, rename, let them show what is on the screen now, remove. */
export function ManageViews({ onClose }: { onClose: () => void }) {
  const { data: views = [], error, refetch } = useSavedViews();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Saved views" className="w-140">
      {error && <ErrorNote error={error} retry={() => void refetch()} compact />}
      {views.length === 0 && !error && (
        <p className="text-muted">
          None yet. A saved view is a screen with its filters, columns and time, under a name that everybody in this
          project finds.
        </p>
      )}
      <ul className="flex flex-col gap-2">
        {views.map((view) => (
          <Row key={view.id} view={view} onClose={onClose} />
        ))}
      </ul>
    </Dialog>
  );
}

function Row({ view, onClose }: { view: SavedView; onClose: () => void }) {
  const here = useHere();
  const may = useMayChange();
  const { address, follow } = useOpenView();
  const { change, remove } = useViewChanges();
  const chooseDefault = useDefaultView();
  const [name, setName] = useState(view.name);
  const [asking, setAsking] = useState(false);
  const wanted = name.trim();
  const failed = (error: Error) => toast(error.message, 'bad');
  const rename = () => {
    if (wanted === '' || wanted === view.name) return;
    change.mutate(
      { id: view.id, name: wanted },
      { onSuccess: () => toast(`Renamed to “${wanted}”`, 'ok'), onError: failed },
    );
  };
  return (
    <li className="flex items-center gap-1.5">
      <a
        href={address(view)}
        onClick={(event) => {
          follow(view)(event);
          if (event.defaultPrevented) onClose();
        }}
        className={`shrink-0 rounded-control px-1 text-accent hover:underline ${may ? '' : 'min-w-0 flex-1 truncate'}`}
      >
        {may ? 'Open' : <Marked text={view.name} />}
        {!may && view.default && <span className="text-small text-muted"> · opens first</span>}
      </a>
      {may && (
        <>
          <form
            className="flex min-w-0 flex-1 gap-1.5"
            onSubmit={(event) => {
              event.preventDefault();
              rename();
            }}
          >
            <Input
              aria-label={`Name of ${view.name}`}
              maxLength={100}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
            {wanted !== view.name && wanted !== '' && (
              <Button type="submit" className="h-8" disabled={change.isPending}>
                Rename
              </Button>
            )}
          </form>
          <IconButton
            label={
              view.default
                ? `Do not open this project with ${view.name} any more`
                : `Open this project with ${view.name}`
            }
            aria-pressed={view.default}
            className={view.default ? 'bg-accent-wash text-accent' : ''}
            disabled={change.isPending}
            onClick={() => chooseDefault(view, !view.default)}
          >
            <House size={14} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={`Let ${view.name} show what is on the screen now`}
            disabled={change.isPending}
            onClick={() =>
              change.mutate(
                { id: view.id, ...here },
                { onSuccess: () => toast(`“${view.name}” shows this view now`, 'ok'), onError: failed },
              )
            }
          >
            <RefreshCw size={14} aria-hidden="true" />
          </IconButton>
          <IconButton label={`Remove ${view.name}`} onClick={() => setAsking(true)}>
            <Trash2 size={14} aria-hidden="true" />
          </IconButton>
        </>
      )}
      {asking && (
        <Confirm
          title={`Remove “${view.name}”?`}
          note="It goes for everybody in this project. Calls and numbers stay."
          action="Remove the view"
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(view.id, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
