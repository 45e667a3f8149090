import type { Thresholds } from './scoring.ts';

/** What happens to a value: it is kept, named (`[email]`), named with a keyed hash (`[email:1a2b3c4d5e]`), or taken out. */
export const REDACTIONS = ['off', 'mask', 'hash', 'drop'] as const;
export type Redaction = (typeof REDACTIONS)[number];

/** How a project keeps what it is sent. Holds for new data only. */
export interface ProjectSettings {
  /** By type of personal data; what is missing is kept. */
  redaction: Readonly<Record<string, Redaction>>;
  pseudonymise_users: boolean;
  thresholds: Thresholds;
}
