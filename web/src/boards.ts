import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { del, get, patch, post } from './api.ts';
import type { Filter } from './model.ts';

export type TileKind = 'line' | 'bar' | 'table' | 'heatmap' | 'number' | 'text';
export type TileHeight = 'small' | 'medium' | 'large';

/** One question and how its answer is shown. */
export interface Tile {
  id: string;
  title?: string | undefined;
  kind: TileKind;
  metrics: string[];
  group_by: string[];
  /** A value `$name` stands for a variable. */
  filter: Filter[];
  /** `auto` or a step, of charts over time. */
  interval: string;
  order_by?: string | undefined;
  limit?: number | undefined;
  compare: boolean;
  text?: string | undefined;
  /** Of 12 columns. */
  width: number;
  height: TileHeight;
}

/** A value chosen once for the whole board. */
export interface Variable {
  name: string;
  field: string;
  title?: string | undefined;
  default?: string | undefined;
}

/** What is exported and imported. */
export interface BoardDocument {
  version: 1;
  name: string;
  description?: string | undefined;
  variables: Variable[];
  tiles: Tile[];
}

interface Kept {
  id: string;
  /** Comes with Telltale and stays as it is. */
  shipped?: true;
  created_by?: string;
  updated_at?: string;
}
export type Board = BoardDocument & Kept;

/** A board from afar. */
export interface BoardSummary extends Kept {
  name: string;
  description?: string;
  variables: number;
  tiles: Pick<Tile, 'kind' | 'width' | 'height'>[];
}

export const useBoards = () =>
  useQuery({
    queryKey: ['boards'],
    queryFn: ({ signal }) => get<{ boards: BoardSummary[] }>('/boards', signal).then(({ boards }) => boards),
    staleTime: 30_000,
  });

export const useBoard = (id: string) =>
  useQuery({
    queryKey: ['boards', id],
    queryFn: ({ signal }) => get<Board>(`/boards/${encodeURIComponent(id)}`, signal),
    staleTime: 30_000,
  });

/** What a change starts from: the server refuses it when somebody changed the board since. */
export type BoardChange = Pick<Board, 'id' | 'updated_at'> & Partial<BoardDocument>;

/** Saves, changes and removes; lists follow. */
export function useBoardChanges() {
  const client = useQueryClient();
  const onSuccess = (board: Board) => {
    client.setQueryData(['boards', board.id], board);
    return client.invalidateQueries({ queryKey: ['boards'], exact: true });
  };
  return {
    /** Whether a board could be kept; gives it with all that it leaves out. */
    check: useMutation({ mutationFn: (given: unknown) => post<BoardDocument>('/boards/check', given) }),
    save: useMutation({ mutationFn: (given: unknown) => post<Board>('/boards', given), onSuccess }),
    change: useMutation({
      mutationFn: ({ id, ...given }: BoardChange) => patch<Board>(`/boards/${id}`, given),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => del(`/boards/${id}`),
      onSuccess: () => client.invalidateQueries({ queryKey: ['boards'], exact: true }),
    }),
  };
}
