/** A project's own price of a model, in the place of the price library's. Amounts are US dollars per million tokens, as decimal text (`2.5`), so that no float ever touches them. */
export interface PriceOverride {
  id: string;
  project: string;
  /** null = whoever provides it. */
  provider: string | null;
  model: string;
  input: string;
  output: string;
  /** null = as `input`. */
  cached: string | null;
  /** null = as `input`. */
  cache_write: string | null;
  /** Microseconds since the epoch; null = always was. */
  effective_from: number | null;
}
