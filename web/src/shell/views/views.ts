import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useRouter } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { del, get, patch, post } from '../../api.ts';
import { useMe } from '../../queries.ts';
import { writeParams } from '../../search.ts';
import { toast } from '../../ui/Toast.tsx';
import { useView } from '../../view.ts';
import { addressOf, savedState } from '../address.ts';

/** A screen and its state under a name. */
export interface SavedView {
  id: string;
  name: string;
  path: string;
  search: Record<string, string | string[]>;
  created_by: string;
  /** Whether the project opens with it. */
  default: boolean;
}

export const SAVED_VIEWS = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => get<{ views: SavedView[] }>('/views', signal).then(({ views }) => views),
  staleTime: 60_000,
});

export const useSavedViews = () => useQuery(SAVED_VIEWS);

/** The view that the project opens with; undefined where there is none or the server does not say. */
export async function defaultView(client: QueryClient): Promise<SavedView | undefined> {
  const views = await client.fetchQuery({ ...SAVED_VIEWS, retry: false }).catch(() => []);
  return views.find((view) => view.default);
}

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

/** Whether a view is what is on the screen. */
export const isHere = (view: Pick<SavedView, 'path' | 'search'>, here: Pick<SavedView, 'path' | 'search'>): boolean =>
  view.path === here.path && sorted(view.search) === sorted(here.search);

const sorted = (search: object): string =>
  writeParams(Object.fromEntries(Object.entries(search).sort(([a], [b]) => (a < b ? -1 : 1))));

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

/** Lets the project open with a view, or with the overview again. */
export function useDefaultView(): (view: SavedView, chosen: boolean) => void {
  const { change } = useViewChanges();
  return ({ id, name }, chosen) =>
    change.mutate(
      { id, default: chosen },
      {
        onSuccess: () =>
          toast(chosen ? `This project opens with “${name}” now` : 'This project opens with the overview again', 'ok'),
        onError: (error) => toast(error.message, 'bad'),
      },
    );
}

/** Saves, changes and removes; the list follows. */
export function useViewChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ['views'] });
  return {
    save: useMutation({
      mutationFn: (given: Omit<SavedView, 'id' | 'created_by' | 'default'>) => post<SavedView>('/views', given),
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
