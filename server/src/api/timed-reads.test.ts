import { expect, test } from 'vitest';
import type { Engine } from '../pipeline/store/engine.ts';
import { createTelemetry } from '../telemetry.ts';
import { timedReads } from './timed-reads.ts';

test('every statement counts, those that fail too', async () => {
  const telemetry = createTelemetry();
  const engine: Engine = {
    query: async <Row>(sql: string) => {
      if (sql === 'broken') throw new Error('no such table');
      return [{ sql }] as Row[];
    },
    command: async () => {},
    load: async () => {},
    healthy: () => true,
    stats: { restarts: 3 },
    close: async () => {},
  };
  const timed = timedReads(engine, telemetry);
  expect(await timed.query('SELECT 1')).toEqual([{ sql: 'SELECT 1' }]);
  await expect(timed.query('broken')).rejects.toThrow('no such table');
  expect(timed.stats.restarts).toBe(3);
  expect(await telemetry.registry.metrics()).toContain('telltale_read_seconds_count 2');
});
