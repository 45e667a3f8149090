import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { post } from '../../api.ts';
import type { FieldValue, Filter, Range } from '../../model.ts';
import { useView } from '../../view.ts';

export interface FacetValues {
  values: FieldValue[];
  /** Given when only the newest calls were counted: the range that was. */
  sampled?: Range;
}

interface Shape {
  filter: Filter[];
  range: Range;
  limit: number;
  text?: string;
}

interface Pending {
  fields: Set<string>;
  askers: number;
  aborted: number;
  abort: AbortController;
  answer: Promise<Map<string, FacetValues>>;
}

const waiting = new Map<string, Pending>();

/**
 * The most frequent values of a field. Fields asked for in one moment travel as one request, so that the server reads the
 * calls once; it is aborted when every asker has gone.
 */
export function askFacet(field: string, shape: Shape, signal: AbortSignal): Promise<FacetValues> {
  const key = JSON.stringify(shape);
  const pending = waiting.get(key) ?? start(key, shape);
  pending.fields.add(field);
  pending.askers++;
  signal.addEventListener('abort', () => {
    if (++pending.aborted === pending.askers) pending.abort.abort();
  });
  return pending.answer.then((answer) => answer.get(field) ?? { values: [] });
}

function start(key: string, shape: Shape): Pending {
  const fields = new Set<string>();
  const abort = new AbortController();
  const answer = new Promise<void>((resolve) => setTimeout(resolve)).then(async () => {
    waiting.delete(key);
    const { facets, sampled } = await post<{ facets: { field: string; values: FieldValue[] }[]; sampled?: Range }>(
      '/facets',
      { ...shape, fields: [...fields] },
      abort.signal,
    );
    return new Map(facets.map(({ field, values }) => [field, { values, ...(sampled ? { sampled } : {}) }]));
  });
  const pending = { fields, askers: 0, aborted: 0, abort, answer };
  waiting.set(key, pending);
  return pending;
}

/** The values of a field among the calls of the view; what the view says of the field itself leaves them alone. */
export function useFacet(field: string, limit: number) {
  const { range, filter, search } = useView();
  const shape: Shape = { filter, range, limit, ...(search.q === undefined ? {} : { text: search.q }) };
  return useQuery({
    queryKey: ['facet', field, shape],
    queryFn: ({ signal }) => askFacet(field, shape, signal),
    placeholderData: keepPreviousData,
  });
}
