/** Messages between the server and the engine's process. */

export interface StartOptions {
  directory: string;
  memoryBytes: number;
  sessions: number;
}

/** Runs one statement on a session (which runs one at a time), or ends the statement with this id. */
export type ToEngine = { id: number; session: number; sql: string } | { kill: number } | { close: true };

export type FromEngine =
  | { ready: true }
  | { failed: string; locked: boolean }
  | { id: number; bytes: Uint8Array }
  | { id: number; code: number; message: string };

/** How a statement is marked, so that it can be found among the running ones. */
export const tag = (id: number): string => `/*tt:${id}*/`;
