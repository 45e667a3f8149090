import { useNavigate } from '@tanstack/react-router';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { useBoardChanges } from '../../boards.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { toast } from '../../ui/Toast.tsx';
import { parsed } from './boardText.ts';

/** Makes a board out of JSON; what is wrong with it is named by its place: `tiles[3].metrics[0]`. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { save } = useBoardChanges();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<Error>();
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    file?.text().then(setText, setFault);
    event.target.value = '';
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const board = parsed(text);
    setFault(board instanceof Error ? board : undefined);
    save.reset();
    if (board instanceof Error) return;
    save.mutate(board, {
      onSuccess: ({ id, name }) => {
        toast(`“${name}” is imported`, 'ok');
        void navigate({ to: '/boards/$boardId', params: { boardId: id } });
      },
    });
  };
  const error = fault ?? save.error;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Import a board"
      note="Paste what “JSON” of another board gave, or choose its file."
      className="w-180"
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <textarea
          aria-label="JSON of the board"
          required
          spellCheck={false}
          placeholder={'{ "version": 1, "name": "…", "tiles": [ … ] }'}
          value={text}
          onChange={({ target }) => setText(target.value)}
          className="h-[40vh] min-h-40 w-full resize-y rounded-control border border-strong bg-bg p-3 font-mono text-small"
        />
        {error && <ErrorNote error={error} compact />}
        <div className="flex justify-end gap-2">
          <label
            className={`${buttonClass()} mr-auto cursor-pointer focus-within:outline-2 focus-within:outline-accent`}
          >
            Choose a file
            <input type="file" accept=".json,application/json" onChange={take} className="sr-only" />
          </label>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={text.trim() === '' || save.isPending}>
            Import
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
