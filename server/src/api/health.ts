import { statfsSync } from 'node:fs';
import { Hono } from 'hono';
import type { ApiEnv } from './context.ts';

/** Below this the journal could not take another segment safely. */
const FREE_BYTES_NEEDED = 256 * 1024 * 1024;

export interface Health {
  /** The data folder, for free space. */
  data: string;
  /** Name of each part that must answer → does it. */
  parts: () => Record<string, boolean>;
}

/** Free and total bytes of the file system that holds `folder`. */
export function disk(folder: string): { free_bytes: number; total_bytes: number } {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { free_bytes: bavail * bsize, total_bytes: blocks * bsize };
}

/** `/healthz`: the process lives. `/readyz`: stores answer and the disk has room; 503 names what does not. */
export function healthRoutes({ data, parts }: Health): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', (c) => {
    const state = { ...parts(), disk: disk(data).free_bytes > FREE_BYTES_NEEDED };
    const ready = Object.values(state).every(Boolean);
    return c.json({ status: ready ? 'ready' : 'not ready', ...state }, ready ? 200 : 503);
  });
  return app;
}
