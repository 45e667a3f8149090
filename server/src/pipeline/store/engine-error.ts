import { QueryTooExpensive } from '../../lib/errors.ts';

/** The engine refused a statement. `code` is ClickHouse's. */
export class EngineError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** TOO_MANY_ROWS, TIMEOUT_EXCEEDED, TOO_SLOW, MEMORY_LIMIT_EXCEEDED, TOO_MANY_BYTES, TOO_MANY_ROWS_OR_BYTES, cancelled. */
const EXPENSIVE = new Set([158, 159, 160, 241, 307, 396]);

/** The error of a code as the callers of an engine know it: `QueryTooExpensive` for limits, else `EngineError`. */
export function engineError(code: number, message: string): Error {
  if (code === 241)
    return new QueryTooExpensive('the query needs more memory than it may use: narrow the range or the grouping');
  if (EXPENSIVE.has(code)) {
    return new QueryTooExpensive('the query takes longer or reads more than it may: narrow the range or the grouping');
  }
  return new EngineError(code, message);
}
