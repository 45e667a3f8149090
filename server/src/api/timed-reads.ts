import type { Engine } from '../pipeline/store/engine.ts';
import type { Telemetry } from '../telemetry.ts';

/** The engine as answers ask it: each statement counts in `telltale_read_seconds`, also one that failed. */
export function timedReads(engine: Engine, { read }: Pick<Telemetry, 'read'>): Engine {
  return {
    ...engine,
    async query<Row>(...ask: Parameters<Engine['query']>) {
      const done = read.startTimer();
      try {
        return await engine.query<Row>(...ask);
      } finally {
        done();
      }
    },
  };
}
