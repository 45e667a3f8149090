import { Link, useNavigate } from '@tanstack/react-router';
import { FileJson, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../../api.ts';
import { type BoardSummary, useBoardChanges, useBoards } from '../../boards.ts';
import { plural } from '../../format.ts';
import { Marked } from '../../parts/Visible.tsx';
import { useMayChange } from '../../shell/views/views.ts';
import { ago } from '../../time.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Input.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useView } from '../../view.ts';
import { BoardMap } from './BoardMap.tsx';
import { ImportDialog } from './ImportDialog.tsx';

/** All boards of the project: those people made, and those that come with Telltale. */
export function Screen() {
  const { search, patch } = useView();
  const { data: boards, error, refetch } = useBoards();
  const may = useMayChange();
  const own = boards?.filter(({ shipped }) => !shipped);
  const close = () => patch({ tab: undefined }, { replace: true });
  const make = () => patch({ tab: 'new' });
  return (
    <Page
      title="Boards"
      note={boards && plural(boards.length, 'board')}
      actions={
        may && (
          <>
            <Button onClick={() => patch({ tab: 'import' })}>
              <FileJson size={14} aria-hidden="true" />
              Import JSON
            </Button>
            <Button look="primary" onClick={make}>
              <Plus size={14} aria-hidden="true" />
              New board
            </Button>
          </>
        )
      }
    >
      {error && <ErrorNote error={error} retry={() => void refetch()} />}
      {!boards && !error && <Cards boards={undefined} label="Boards" />}
      {boards && (
        <>
          <Heading>Of this project</Heading>
          {own && own.length > 0 ? (
            <Cards boards={own} label="Of this project" />
          ) : (
            <None onMake={may ? make : undefined} />
          )}
          <Heading>Ready-made</Heading>
          <Cards boards={boards.filter(({ shipped }) => shipped)} label="Ready-made" />
        </>
      )}
      {may && search.tab === 'new' && <NewBoard onClose={close} />}
      {may && search.tab === 'import' && <ImportDialog onClose={close} />}
    </Page>
  );
}

const Heading = ({ children }: { children: string }) => <h2 className="font-semibold">{children}</h2>;

const None = ({ onMake }: { onMake: (() => void) | undefined }) => (
  <Panel>
    <div className="flex flex-col items-start gap-3 px-2 py-5">
      <p className="text-muted">
        None yet. A board puts the numbers you look at together beside one another: make one from nothing, import one,
        or open a ready-made one and make a copy of it.
      </p>
      {onMake && <Button onClick={onMake}>Make the first board</Button>}
    </div>
  </Panel>
);

const WAITING = ['a', 'b', 'c', 'd'];

function Cards({ boards, label }: { boards: BoardSummary[] | undefined; label: string }) {
  return (
    <ul
      aria-label={label}
      className="grid gap-3.5 [grid-template-columns:repeat(auto-fill,minmax(min(100%,270px),1fr))]"
    >
      {boards
        ? boards.map((board) => <Card key={board.id} board={board} />)
        : WAITING.map((id) => (
            <li key={id}>
              <Skeleton className="h-55 w-full" />
            </li>
          ))}
    </ul>
  );
}

function Card({ board: { id, name, description, tiles, shipped, created_by, updated_at } }: { board: BoardSummary }) {
  return (
    <li className="min-w-0">
      <Link
        to="/boards/$boardId"
        params={{ boardId: id }}
        className="flex h-55 flex-col gap-1 overflow-hidden rounded-panel border border-line bg-panel p-3.5 transition-colors hover:border-strong hover:bg-hover"
      >
        <BoardMap tiles={tiles} />
        <span className="truncate pt-1.5 font-semibold">
          <Marked text={name} />
        </span>
        <span className="line-clamp-1 text-muted">{description && <Marked text={description} />}</span>
        <span className="mt-auto truncate text-small text-muted">
          {plural(tiles.length, 'tile')}
          {shipped ? ' · comes with Telltale' : ` · ${created_by ?? ''}, changed ${ago(updated_at ?? '')}`}
        </span>
      </Link>
    </li>
  );
}

/** Names a board, and opens it to be filled. */
function NewBoard({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { save } = useBoardChanges();
  const [name, setName] = useState('');
  const { error } = save;
  const taken = error instanceof ApiError && (error.status === 409 || error.field === 'name');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { name: name.trim() },
      {
        onSuccess: ({ id }) =>
          void navigate({
            to: '/boards/$boardId',
            params: { boardId: id },
            search: (before) => ({ ...before, tab: 'edit' }),
          }),
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New board"
      note="Everybody in this project finds it by its name."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Name"
          required
          autoFocus
          maxLength={100}
          placeholder="Support, every morning"
          value={name}
          onChange={({ target }) => setName(target.value)}
          error={taken ? error.detail : undefined}
        />
        {error && !taken && <ErrorNote error={error} compact />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending || name.trim() === ''}>
            Make the board
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
