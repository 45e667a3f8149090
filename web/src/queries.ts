import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { ApiError, get, post } from './api.ts';
import type { Detector, FieldInfo, FieldValue, Me, Range, System } from './model.ts';
import { useView } from './view.ts';

/** A refusal stays one however often it is asked; only an unreachable or overloaded server is worth another try. */
const worthRetrying = (error: Error): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: (failures, error) => failures < 2 && worthRetrying(error) },
  },
});

/** Who asks, the project and its neighbours. */
export const useMe = () =>
  useQuery({ queryKey: ['me'], queryFn: ({ signal }) => get<Me>('/me', signal), staleTime: 60_000 });

/** The server's own state. `every`: milliseconds between looks; absent = once. */
export const useSystem = (every?: number) =>
  useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => get<System>('/system', signal),
    refetchInterval: every ?? false,
  });

/** What calls can be filtered and grouped by. */
export const useFields = (enabled = true) =>
  useQuery({
    queryKey: ['fields'],
    queryFn: ({ signal }) => get<{ fields: FieldInfo[] }>('/fields', signal).then(({ fields }) => fields),
    staleTime: Number.POSITIVE_INFINITY,
    enabled,
  });

/** What every call is scored for, and from where on it is flagged. */
export const useDetectors = () =>
  useQuery({
    queryKey: ['detectors'],
    queryFn: ({ signal }) => get<{ detectors: Detector[] }>('/detectors', signal).then(({ detectors }) => detectors),
    staleTime: 60_000,
  });

interface Values {
  values: FieldValue[];
  /** Given when only the newest calls were counted: the range that was. */
  sampled?: Range;
}

/** The values of a field within the view, the most frequent first; `field` undefined asks nothing. */
export const useFieldValues = (field: string | undefined, search = '', limit = 50) =>
  useQuery({ ...useValuesAsk(field, { search, limit }), select: ({ values }) => values });

interface ValuesAsk {
  /** Part of the values. */
  search: string;
  limit: number;
  /** Words that the calls must hold. */
  text?: string | undefined;
}

/** The same, and whether all calls were counted. */
export const useCountedValues = (field: string, ask: ValuesAsk) => useQuery(useValuesAsk(field, ask));

function useValuesAsk(field: string | undefined, { search, limit, text }: ValuesAsk) {
  const { range, filter } = useView();
  const others = filter.filter((condition) => condition.field !== field);
  const body = {
    field,
    range,
    filter: others,
    limit,
    ...(search === '' ? {} : { search }),
    ...(text === undefined ? {} : { text }),
  };
  return queryOptions({
    queryKey: ['values', body],
    queryFn: ({ signal }) => post<Values>('/fields/values', body, signal),
    enabled: field !== undefined,
    placeholderData: (before, query) =>
      (query?.queryKey[1] as typeof body | undefined)?.field === field ? before : undefined,
  });
}
