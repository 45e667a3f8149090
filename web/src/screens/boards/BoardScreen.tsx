import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ApiError } from '../../api.ts';
import { type Board, type Tile, useBoard } from '../../boards.ts';
import { Marked } from '../../parts/Visible.tsx';
import { useMayChange } from '../../shell/views/views.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Page } from '../../ui/Page.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useView } from '../../view.ts';
import { AllBoards, NoBoard } from './AllBoards.tsx';
import { BoardDialogs, type Shown } from './BoardDialogs.tsx';
import { Editing, Names, NoTiles, Reading, SaveError } from './BoardHead.tsx';
import { duplicated, newTile, replaced } from './draft.ts';
import { TileGrid } from './TileGrid.tsx';
import { useBoardDraft } from './useBoardDraft.ts';
import { VariableBar } from './VariableBar.tsx';
import { chosenOf } from './variables.ts';

/** One board: tiles people put together, for the view's range, filters and comparison. */
export function Screen() {
  const { boardId = '' } = useParams({ strict: false });
  const { data: board, error, refetch } = useBoard(boardId);
  if (board) return <BoardPage key={board.id} board={board} />;
  if (error instanceof ApiError && error.status === 404) return <NoBoard />;
  return (
    <Page title="Board" above={<AllBoards />}>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : <Waiting />}
    </Page>
  );
}

const Waiting = () => (
  <div className="grid gap-3.5 md:grid-cols-2">
    <Skeleton className="h-68 w-full" />
    <Skeleton className="h-68 w-full" />
  </div>
);

function BoardPage({ board }: { board: Board }) {
  const { search } = useView();
  const may = useMayChange() && board.shipped === undefined;
  const draft = useBoardDraft(board, may);
  const { shown: now, editing, set, begin } = draft;
  const [open, setOpen] = useState<Shown>();
  const chosen = useMemo(() => chosenOf(now.variables, search.var), [now.variables, search.var]);
  const setTiles = (tiles: Tile[]) => (editing ? set({ tiles }) : begin({ tiles }));
  const edit = (tile: Tile) => {
    if (!editing) begin();
    setOpen({ what: 'tile', tile });
  };
  const add = () => edit(newTile(now.tiles));
  const keep = (tile: Tile) => {
    const known = now.tiles.some(({ id }) => id === tile.id);
    setTiles(known ? replaced(now.tiles, tile) : [...now.tiles, tile]);
  };
  const actions = {
    edit,
    duplicate: ({ id }: Tile) => setTiles(duplicated(now.tiles, id)),
    remove: ({ id }: Tile) => setTiles(now.tiles.filter((one) => one.id !== id)),
  };
  return (
    <Page
      title={now.name || 'Board'}
      above={<AllBoards />}
      note={!editing && now.description && <Marked text={now.description} />}
      actions={
        editing ? (
          <Editing draft={draft} onAdd={add} onShow={setOpen} />
        ) : (
          <Reading board={board} may={may} onEdit={() => begin()} onShow={setOpen} />
        )
      }
    >
      {draft.error && <SaveError error={draft.error} />}
      {editing && <Names name={now.name} description={now.description} onChange={set} />}
      <VariableBar variables={now.variables} chosen={chosen} />
      {now.tiles.length === 0 ? (
        <NoTiles onAdd={may ? add : undefined} />
      ) : (
        <TileGrid
          tiles={now.tiles}
          chosen={chosen}
          onChange={editing ? setTiles : undefined}
          actions={may ? actions : undefined}
        />
      )}
      <BoardDialogs
        {...{ board, now, chosen, editing, open }}
        onTile={keep}
        onBoard={set}
        onClose={() => setOpen(undefined)}
        leaving={draft.leaving}
      />
    </Page>
  );
}
