import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { type Board, type BoardDocument, type Tile, useBoardChanges } from '../../boards.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { toast } from '../../ui/Toast.tsx';
import type { useBoardDraft } from './useBoardDraft.ts';

const TileDialog = lazy(() => import('./TileDialog.tsx').then(({ TileDialog: one }) => ({ default: one })));
const VariablesDialog = lazy(() =>
  import('./VariablesDialog.tsx').then(({ VariablesDialog: one }) => ({ default: one })),
);
const JsonDialog = lazy(() => import('./JsonDialog.tsx').then(({ JsonDialog: one }) => ({ default: one })));

/** What lies over a board. */
export type Shown = { what: 'tile'; tile: Tile } | { what: 'variables' | 'json' | 'remove' };

interface Props {
  /** As it is kept, and as it is now. */
  board: Board;
  now: BoardDocument;
  chosen: ReadonlyMap<string, string>;
  editing: boolean;
  open: Shown | undefined;
  onTile: (tile: Tile) => void;
  onBoard: (next: Partial<BoardDocument>) => void;
  onClose: () => void;
  leaving: ReturnType<typeof useBoardDraft>['leaving'];
}

export function BoardDialogs({ board, now, chosen, editing, open, onTile, onBoard, onClose, leaving }: Props) {
  return (
    <Suspense>
      {open?.what === 'tile' && (
        <TileDialog
          tile={open.tile}
          isNew={!now.tiles.some(({ id }) => id === open.tile.id)}
          variables={now.variables}
          chosen={chosen}
          onKeep={(tile) => {
            onTile(tile);
            onClose();
          }}
          onClose={onClose}
        />
      )}
      {open?.what === 'variables' && (
        <VariablesDialog
          board={now}
          onKeep={(next) => {
            onBoard(next);
            onClose();
          }}
          onClose={onClose}
        />
      )}
      {open?.what === 'json' && (
        <JsonDialog
          board={now}
          onKeep={
            editing
              ? (next) => {
                  onBoard({ description: undefined, ...next });
                  onClose();
                }
              : undefined
          }
          onClose={onClose}
        />
      )}
      {open?.what === 'remove' && <Remove board={board} onClose={onClose} />}
      {leaving.status === 'blocked' && (
        <Confirm
          title="Leave without saving?"
          note={`What you changed on “${now.name}” would be lost.`}
          action="Discard the changes"
          isPending={false}
          error={null}
          onConfirm={leaving.proceed}
          onClose={leaving.reset}
        />
      )}
    </Suspense>
  );
}

function Remove({ board, onClose }: { board: Board; onClose: () => void }) {
  const navigate = useNavigate();
  const { remove } = useBoardChanges();
  const gone = () => {
    toast(`“${board.name}” is removed`, 'ok');
    void navigate({ to: '/boards' });
  };
  return (
    <Confirm
      title={`Remove “${board.name}”?`}
      note="It goes for everybody in this project. Calls and numbers stay."
      action="Remove the board"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(board.id, { onSuccess: gone })}
      onClose={onClose}
    />
  );
}
