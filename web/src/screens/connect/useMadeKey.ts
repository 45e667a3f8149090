import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../../api.ts';
import type { NewKey } from '../../model.ts';

export interface MadeKey {
  /** The whole key, secret and all; gone when the page is left. */
  key: string | undefined;
  make: () => void;
  isMaking: boolean;
  error: Error | null;
}

/** A key for applications: it may send, and nothing else. */
export function useMadeKey(): MadeKey {
  const client = useQueryClient();
  const { data, mutate, isPending, error } = useMutation({
    mutationFn: () => post<NewKey>('/keys', { name: nameNow(), scopes: ['ingest'] }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  return { key: data?.key, make: () => mutate(), isMaking: isPending, error };
}

/** `app, 24 Nov`: enough to tell it from the next one. */
const nameNow = (): string =>
  `app, ${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(new Date())}`;
