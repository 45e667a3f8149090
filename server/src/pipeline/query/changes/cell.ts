import type { Filter } from '../../../model/filter.ts';

/** The fields of the finest cells: what the widest cube of roll-ups is grouped by. */
export const CELL_FIELDS = ['prompt', 'prompt_version', 'model', 'provider', 'environment'] as const;

/** What is counted of a cell's calls in one period. `slow`: beyond the P95 of the period before. Costs in US dollars. */
export interface Counts {
  n: number;
  errors: number;
  slow: number;
  priced: number;
  cost: number;
  tokens: number;
}

/** Calls that agree in all fields, in both periods. `values` in the order of the fields, '' where unknown. */
export interface Cell {
  values: readonly string[];
  before: Counts;
  after: Counts;
}

export const NO_COUNTS: Counts = { n: 0, errors: 0, slow: 0, priced: 0, cost: 0, tokens: 0 };

/** What a change may lie in: one or two fields of a cell, by their position. */
export interface Dimension {
  fields: readonly string[];
  at: readonly number[];
}

/** A version means nothing without its prompt, so the two together are one dimension. */
export const DIMENSIONS: readonly Dimension[] = [
  { fields: ['prompt'], at: [0] },
  { fields: ['prompt', 'prompt_version'], at: [0, 1] },
  { fields: ['model'], at: [2] },
  { fields: ['provider'], at: [3] },
  { fields: ['environment'], at: [4] },
];

/** The filter that finds a field's value, the unknown one too. */
export const filterOf = (field: string, value: string): Filter =>
  value === '' ? { field, op: 'exists', value: false } : { field, op: 'eq', value };
