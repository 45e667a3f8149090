import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useRouter } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { del, get, patch, post } from '../../api.ts';
import { useMe } from '../../queries.ts';
import { useView } from '../../view.ts';
import { addressOf, savedState } from '../address.ts';

/** A screen and its state under a name. */
export interface SavedView {
  id: string;
  name: string;
  path: string;
  search: Record<string, string | string[]>;
  created_by: string;
}

export const useSavedViews = () =>
  useQuery({
    queryKey: ['views'],
    queryFn: ({ signal }) => get<{ views: SavedView[] }>('/views', signal).then(({ views }) => views),
    staleTime: 60_000,
  });

/** Whether one may save, rename and remove views here. */
export function useMayChange(): boolean {
  const { data: me } = useMe();
  return me?.principal.scopes.includes('prompts') ?? false;
}

/** What is on the screen now, as a view keeps it. */
export function useHere(): Pick<SavedView, 'path' | 'search'> {
  const { pathname } = useLocation();
  const { search } = useView();
  return { path: pathname, search: savedState(pathname, search) };
}

/** Opens a saved view: exactly it, nothing of what is on the screen now goes along. */
export function useOpenView() {
  const router = useRouter();
  const { search } = useView();
  const address = (view: SavedView): string => addressOf(view, search.project);
  return {
    address,
    open: (view: SavedView) => router.history.push(address(view)),
    /** For a link: other windows and downloads stay the browser's own. */
    follow: (view: SavedView) => (event: MouseEvent) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
      event.preventDefault();
      router.history.push(address(view));
    },
  };
}

/** Saves, changes and removes; the list follows. */
export function useViewChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ['views'] });
  return {
    save: useMutation({
      mutationFn: (given: Omit<SavedView, 'id' | 'created_by'>) => post<SavedView>('/views', given),
      onSuccess,
    }),
    change: useMutation({
      mutationFn: ({ id, ...given }: Pick<SavedView, 'id'> & Partial<SavedView>) =>
        patch<SavedView>(`/views/${id}`, given),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => del(`/views/${id}`), onSuccess }),
  };
}
