import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { type Board, type BoardDocument, useBoardChanges } from '../../boards.ts';
import { toast } from '../../ui/Toast.tsx';
import { useView } from '../../view.ts';
import { changed, type Draft, documentOf, undone } from './draft.ts';

/** The board as it is being changed. Edit mode is in the address; what is not saved yet is kept here. */
export function useBoardDraft(board: Board, may: boolean) {
  const { search, patch } = useView();
  const client = useQueryClient();
  const { change } = useBoardChanges();
  // What the changes start from: somebody else's must not slip in between.
  const [base, setBase] = useState(board);
  const [draft, setDraft] = useState<Draft>({ board: documentOfBoard(board), past: [] });
  const editing = may && search.tab === 'edit';
  const dirty = editing && draft.past.length > 0;
  const begin = (then: Partial<BoardDocument> = {}) => {
    const fresh: Draft = { board: documentOfBoard(board), past: [] };
    setBase(board);
    setDraft(Object.keys(then).length > 0 ? changed(fresh, then) : fresh);
    patch({ tab: 'edit' });
  };
  const end = () => {
    setDraft({ board: documentOfBoard(board), past: [] });
    patch({ tab: undefined }, { replace: true });
    change.reset();
    // What one sees now is to be what others made of it meanwhile.
    void client.invalidateQueries({ queryKey: ['boards', board.id] });
  };
  const save = () =>
    change.mutate(
      { id: board.id, updated_at: base.updated_at ?? '', description: '', ...documentOf(draft.board) },
      {
        onSuccess: (saved) => {
          setBase(saved);
          setDraft({ board: documentOfBoard(saved), past: [] });
          patch({ tab: undefined }, { replace: true });
          toast(`“${saved.name}” is saved`, 'ok');
        },
      },
    );
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return {
    /** What is shown. */
    shown: editing ? draft.board : board,
    editing,
    dirty,
    leaving,
    begin,
    end,
    save,
    saving: change.isPending,
    error: change.error,
    set: (next: Partial<BoardDocument>, about?: string) => setDraft((before) => changed(before, next, about)),
    undo: () => setDraft(undone),
    canUndo: draft.past.length > 0,
  };
}

const documentOfBoard = ({ version, name, description, variables, tiles }: Board): BoardDocument => ({
  ...{ version, name, variables, tiles },
  ...(description === undefined ? {} : { description }),
});
