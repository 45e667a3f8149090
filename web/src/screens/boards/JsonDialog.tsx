import { Download } from 'lucide-react';
import { useMemo } from 'react';
import type { BoardDocument } from '../../boards.ts';
import { save } from '../../download.ts';
import { Button } from '../../ui/Button.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { documentOf } from './draft.ts';

/** A board as the text it is: to keep, to send, to import elsewhere. */
export function JsonDialog({ board, onClose }: { board: BoardDocument; onClose: () => void }) {
  const text = useMemo(() => JSON.stringify(documentOf(board), null, 2), [board]);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="This board as JSON"
      note="Import it in another project, keep it beside your code, or send it to POST /api/v1/boards."
      className="w-180"
    >
      <textarea
        readOnly
        aria-label="JSON of the board"
        value={text}
        className="h-[50vh] w-full resize-y rounded-control border border-line bg-bg p-3 font-mono text-small"
      />
      <div className="flex justify-end gap-2 pt-4">
        <Copy text={text}>Copy</Copy>
        <Button look="primary" onClick={() => save(`${text}\n`, fileOf(board.name), 'application/json')}>
          <Download size={14} aria-hidden="true" />
          Download
        </Button>
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
