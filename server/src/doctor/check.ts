/** What one check found. `advice` says what to do and is given whenever the state is not `ok`. */
export interface Finding {
  name: string;
  state: 'ok' | 'warn' | 'fail';
  says: string;
  advice?: string;
}

export const ok = (name: string, says: string): Finding => ({ name, state: 'ok', says });
export const warn = (name: string, says: string, advice: string): Finding => ({ name, state: 'warn', says, advice });
export const fail = (name: string, says: string, advice: string): Finding => ({ name, state: 'fail', says, advice });

/** The first line of an error's message. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** One line: state, name, what was found, and what to do. */
export function line({ name, state, says, advice }: Finding): string {
  return `${state.padEnd(5)} ${name.padEnd(15)} ${says}${advice ? ` → ${advice}` : ''}`;
}
