/** Why a query failed, in the database's words: the query builder's own message repeats every parameter, which no log may hold. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
