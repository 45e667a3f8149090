import { Download } from 'lucide-react';
import { useState } from 'react';
import { type BoardDocument, useBoardChanges } from '../../boards.ts';
import { save } from '../../download.ts';
import { Button } from '../../ui/Button.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { parsed } from './boardText.ts';
import { documentOf } from './draft.ts';

interface Props {
  board: BoardDocument;
  /** Of a board that is being changed: takes the board that was written or pasted in its place. */
  onKeep?: ((next: BoardDocument) => void) | undefined;
  onClose: () => void;
}

/** A board as the text it is: to keep, to send, to import elsewhere; while it is being changed, to write or paste another. */
export function JsonDialog({ board, onKeep, onClose }: Props) {
  const [first] = useState(() => JSON.stringify(documentOf(board), null, 2));
  const [text, setText] = useState(first);
  const [fault, setFault] = useState<Error>();
  const { check } = useBoardChanges();
  const keep = () => {
    const next = parsed(text);
    setFault(next instanceof Error ? next : undefined);
    check.reset();
    // The server knows what a board may hold: only what it could keep comes into the draft.
    if (!(next instanceof Error)) check.mutate(next, { onSuccess: (whole) => onKeep?.(whole) });
  };
  const error = fault ?? check.error;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="This board as JSON"
      note={
        onKeep
          ? 'Change it, or paste another board: it takes the place of this one. Undo brings this one back, and nothing is kept before you save.'
          : 'Import it in another project, keep it beside your code, or send it to POST /api/v1/boards.'
      }
      className="w-180"
    >
      <textarea
        readOnly={onKeep === undefined}
        spellCheck={false}
        onChange={({ target }) => setText(target.value)}
        aria-label="JSON of the board"
        value={text}
        className="h-[50vh] w-full resize-y rounded-control border border-line bg-bg p-3 font-mono text-small"
      />
      {error && <ErrorNote error={error} compact />}
      <div className="flex flex-wrap justify-end gap-2 pt-4">
        <Copy text={text}>Copy</Copy>
        <Button
          {...(onKeep ? {} : { look: 'primary' as const })}
          onClick={() => save(`${text}\n`, fileOf(board.name), 'application/json')}
        >
          <Download size={14} aria-hidden="true" />
          Download
        </Button>
        {onKeep && (
          <Button look="primary" disabled={text === first || check.isPending} onClick={keep}>
            Replace the board
          </Button>
        )}
      </div>
    </Dialog>
  );
}

const fileOf = (name: string): string =>
  `${
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || 'board'
  }.board.json`;
