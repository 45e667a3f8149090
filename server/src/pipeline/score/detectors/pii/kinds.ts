/** What `findPii` tells apart. `credentials` is the user and password within a URL, `secret` a key, token or password. */
export const piiTypes = ['email', 'phone', 'card', 'iban', 'ssn', 'ip', 'credentials', 'secret'] as const;

export type PiiType = (typeof piiTypes)[number];

/** One value that was found, in UTF-16 positions. */
export interface Pii {
  type: PiiType;
  from: number;
  to: number;
}

/**
 * Looks for values of one kind around a character that hints at them.
 * @param at - where the hint stands
 * @param floor - values must not begin before this: there the value before ends
 */
export type Finder = (text: string, at: number, floor: number) => Pii | undefined;
