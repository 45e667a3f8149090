import type { Engine } from '../store/engine.ts';
import { Gate } from './gate.ts';

/** Pictures that are made from rows take all cores for a while: two at a time, so that quick questions are not kept waiting. */
export const rowsGate = new Gate({ atOnce: 2, waiting: 40, waitMs: 20_000 });

/** What a picture is asked with. */
export interface RowsContext {
  engine: Engine;
  project: string;
  /** Microseconds since the epoch. */
  now: number;
  signal?: AbortSignal | undefined;
  /** Rows looked at, roughly, before a part of them has to do; each picture has its own default. */
  maxRows?: number;
}
