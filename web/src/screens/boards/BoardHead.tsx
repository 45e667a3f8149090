import { useNavigate } from '@tanstack/react-router';
import { Braces, Copy, Pencil, Plus, Undo2, Variable as VariableIcon } from 'lucide-react';
import { ApiError } from '../../api.ts';
import { type Board, type BoardDocument, useBoardChanges, useBoards } from '../../boards.ts';
import { useMayChange } from '../../shell/views/views.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Input } from '../../ui/Input.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { toast } from '../../ui/Toast.tsx';
import type { Shown } from './BoardDialogs.tsx';
import { copyName, documentOf, MOST_TILES } from './draft.ts';
import type { useBoardDraft } from './useBoardDraft.ts';

interface ReadingProps {
  board: Board;
  /** Whether one may change this board. */
  may: boolean;
  onEdit: () => void;
  onShow: (shown: Shown) => void;
}

/** What can be done with a board that one looks at. */
export function Reading({ board, may, onEdit, onShow }: ReadingProps) {
  const { copy, isPending } = useCopy(board);
  const mayCopy = useMayChange();
  return (
    <>
      <Button onClick={() => onShow({ what: 'json' })}>
        <Braces size={14} aria-hidden="true" />
        JSON
      </Button>
      {mayCopy && (
        <Button onClick={copy} disabled={isPending}>
          <Copy size={14} aria-hidden="true" />
          Make a copy
        </Button>
      )}
      {may && (
        <>
          <Button look="danger" onClick={() => onShow({ what: 'remove' })}>
            Remove
          </Button>
          <Button look="primary" onClick={onEdit}>
            <Pencil size={13} aria-hidden="true" />
            Edit
          </Button>
        </>
      )}
    </>
  );
}

/** The same board once more, under a name of its own, opened for change. */
function useCopy(board: Board) {
  const navigate = useNavigate();
  const { data: boards = [] } = useBoards();
  const { save } = useBoardChanges();
  const names = boards.map(({ name }) => name);
  const copy = () =>
    save.mutate(
      { ...documentOf(board), name: copyName(board.name, names) },
      {
        onSuccess: ({ id, name }) => {
          toast(`“${name}” is yours to change`, 'ok');
          void navigate({
            to: '/boards/$boardId',
            params: { boardId: id },
            search: (before) => ({ ...before, tab: 'edit' }),
          });
        },
        onError: (error) => toast(error.message, 'bad'),
      },
    );
  return { copy, isPending: save.isPending };
}

interface EditingProps {
  draft: ReturnType<typeof useBoardDraft>;
  onAdd: () => void;
  onShow: (shown: Shown) => void;
}

/** What can be done with a board that is being changed. */
export function Editing({ draft, onAdd, onShow }: EditingProps) {
  const { shown, undo, canUndo, end, save, dirty, saving } = draft;
  return (
    <>
      <IconButton label="Undo the last change" disabled={!canUndo} onClick={undo}>
        <Undo2 size={15} aria-hidden="true" />
      </IconButton>
      <Button onClick={onAdd} disabled={shown.tiles.length >= MOST_TILES}>
        <Plus size={14} aria-hidden="true" />
        Add a tile
      </Button>
      <Button onClick={() => onShow({ what: 'variables' })}>
        <VariableIcon size={14} aria-hidden="true" />
        Variables
      </Button>
      <Button onClick={() => onShow({ what: 'json' })}>
        <Braces size={14} aria-hidden="true" />
        JSON
      </Button>
      <Button onClick={end}>{dirty ? 'Discard' : 'Done'}</Button>
      <Button look="primary" onClick={save} disabled={!dirty || saving}>
        Save
      </Button>
    </>
  );
}

interface NamesProps {
  name: string;
  description: string | undefined;
  onChange: (next: Partial<BoardDocument>, about: string) => void;
}

/** How the board is called and what it is for. */
export const Names = ({ name, description = '', onChange }: NamesProps) => (
  <div className="flex flex-wrap gap-2">
    <Input
      aria-label="Name of the board"
      placeholder="Name"
      className="max-w-72 max-sm:max-w-full"
      maxLength={100}
      value={name}
      onChange={({ target }) => onChange({ name: target.value }, 'name')}
    />
    <Input
      aria-label="What the board is for"
      placeholder="What it is for"
      className="min-w-60 flex-1"
      maxLength={300}
      value={description}
      onChange={({ target }) => onChange({ description: target.value }, 'description')}
    />
  </div>
);

/** Why a board could not be saved; what one changed is still there. */
export const SaveError = ({ error }: { error: Error }) => (
  <div className="flex flex-col gap-1">
    <ErrorNote error={error} />
    {error instanceof ApiError && error.status === 409 && (
      <p className="text-small text-muted">
        Your changes are still here. Take them along as JSON, or discard them to see the board as it is now.
      </p>
    )}
  </div>
);

/** A board that is still to be made. */
export const NoTiles = ({ onAdd }: { onAdd: (() => void) | undefined }) => (
  <Panel>
    <div className="flex flex-col items-start gap-3 px-2 py-8">
      <h2 className="text-[16px]/6 font-semibold">Nothing on it yet</h2>
      <p className="text-muted">A tile is a question and its picture: lines, bars, a table, a number, a heat map.</p>
      {onAdd && (
        <Button look="primary" onClick={onAdd}>
          Add the first tile
        </Button>
      )}
    </div>
  </Panel>
);
