import { Gate } from './gate.ts';

/** Pictures that are made from rows take all cores for a while: two at a time, so that quick questions are not kept waiting. */
export const rowsGate = new Gate({ atOnce: 2, waiting: 40, waitMs: 20_000 });
