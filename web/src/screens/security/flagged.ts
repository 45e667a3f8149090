import type { Filter } from '../../model.ts';
import { SECURITY } from '../../signals.ts';

/** Calls with any flag of security. */
export const FLAGGED: Filter = { field: 'flags', op: 'in', value: SECURITY.map(({ score }) => score) };
