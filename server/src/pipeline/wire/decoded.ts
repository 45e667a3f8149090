/** What a body held. The rest of the request goes on when single items are refused. */
export interface Decoded<T> {
  items: T[];
  /** Items refused. */
  rejected: number;
  /** The first few reasons. */
  errors: string[];
}

const MAX_REASONS = 5;

export const newDecoded = <T>(): Decoded<T> => ({ items: [], rejected: 0, errors: [] });

/** Counts a refused item; each reason is kept once. */
export function reject(decoded: Decoded<unknown>, reason: string): void {
  decoded.rejected++;
  if (decoded.errors.length < MAX_REASONS && !decoded.errors.includes(reason)) decoded.errors.push(reason);
}
