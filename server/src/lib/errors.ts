/** Errors with a meaning every edge (HTTP, gRPC, CLI) knows how to say. Messages are shown to the caller. */

/** Bad input; `field` names what is wrong (`filter[2].op`). HTTP 400. */
export class InvalidInput extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

/** Nothing here by that name. HTTP 404. */
export class NotFound extends Error {}

/** Clashes with what exists. HTTP 409. */
export class Conflict extends Error {}

/** No or wrong credentials. HTTP 401. */
export class Unauthenticated extends Error {}

/** Known, but not allowed. HTTP 403. */
export class Forbidden extends Error {}

/** Too much at once, or a store that is behind: try again after `retryAfter` seconds. HTTP 429 or 503, never lost silently. */
export class Overloaded extends Error {
  constructor(
    message: string,
    readonly retryAfter: number,
    readonly status: 429 | 503 = 503,
  ) {
    super(message);
  }
}

/** A query ran out of its time or memory. HTTP 422 with advice. */
export class QueryTooExpensive extends Error {}
