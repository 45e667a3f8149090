import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startClickhouseFront } from '../../../../test/clickhouse-front.ts';
import { Overloaded, QueryTooExpensive } from '../../lib/errors.ts';
import { createLog } from '../../lib/log.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { EngineLost } from './chdb/child.ts';
import { startChdb } from './chdb/engine.ts';
import { startClickhouse } from './clickhouse.ts';
import type { Engine } from './engine.ts';
import { Loader } from './loader.ts';
import { RollupState } from './rollup-state.ts';
import { migrate } from './schema.ts';
import { type FlakyProxy, startFlakyProxy } from './testing/flaky-proxy.ts';
import { makeScore, makeSpan } from './testing/span.ts';

const log = createLog('silent');
const MEMORY = 1024 ** 3;
const RETENTION = { retentionDays: 90, rollupRetentionDays: 400 };
const NOW = Date.now() * 1000;

let base: string;
let folder: string;
let journal: Journal;
let loader: Loader;
let loaded: number;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'telltale-loader-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
beforeEach(() => {
  folder = mkdtempSync(join(base, 'journal-'));
});
afterEach(async () => {
  await journal?.close();
  await loader?.close();
});

async function openOn(engine: Engine, maxBacklogBytes = 1e9): Promise<void> {
  const early: Parameters<Loader['push']>[0][] = [];
  let ready: Loader | undefined;
  journal = await openJournal(folder, {
    maxBacklogBytes,
    maxSegmentMs: 20,
    log,
    onSealed: (segment) => (ready ? ready.push(segment) : void early.push(segment)),
  });
  const state = new RollupState({ engine });
  loaded = 0;
  const onLoaded = (_: unknown, rows: number): void => {
    loaded += rows;
  };
  ready = new Loader({ journal, engine, state, log, onLoaded });
  loader = ready;
  for (const segment of early) loader.push(segment);
}

let made = 0;
const batch = (project: string, n = 1) => ({
  spans: Array.from({ length: n }, () => makeSpan({ project, span_id: `s${made++}`, time: NOW - made * 1000 })),
  scores: [],
  parts: [],
});
const rowsOf = async (engine: Engine, project: string): Promise<number> => {
  const [row] = await engine.query<{ n: number }>(
    'SELECT count() AS n FROM telltale.spans WHERE project = {project:String}',
    { project },
  );
  return row?.n ?? 0;
};
const settled = (promise: Promise<unknown>, ms: number): Promise<boolean> =>
  Promise.race([promise.then(() => true), sleep(ms, false)]);

describe('with the embedded engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startChdb({ directory: join(base, 'engine'), memoryBytes: MEMORY, log });
    await migrate(engine, RETENTION);
  }, 60_000);
  afterAll(() => engine?.close());

  test('what was appended can be queried once nothing waits', async () => {
    await openOn(engine);
    await journal.append({ ...batch('plain', 5), scores: [makeScore({ project: 'plain' })] });
    await journal.seal();
    await loader.idle();
    expect(await rowsOf(engine, 'plain')).toBe(5);
    expect(loaded).toBe(6);
    expect(journal.stats()).toMatchObject({ backlogBytes: 0, backlogSegments: 0 });
  });

  test('a crash between the insert and the removal of the segment leaves each row once', async () => {
    await openOn(engine);
    await loader.close();
    await journal.append(batch('twice', 3));
    await journal.close();
    const [name] = readdirSync(folder).filter((file) => file.endsWith('.rows'));
    const bytes = readFileSync(join(folder, name!));
    for (let life = 0; life < 3; life++) {
      writeFileSync(join(folder, name!), bytes);
      await openOn(engine);
      await loader.idle();
      await journal.close();
      expect(await rowsOf(engine, 'twice')).toBe(3);
    }
    expect(readdirSync(folder).filter((file) => file.endsWith('.rows'))).toEqual([]);
  });

  test('a segment of garbage is set aside, another that is gone is forgotten, and neither holds the rest up', async () => {
    await openOn(engine);
    await journal.append(batch('others'));
    await journal.seal();
    await loader.idle();
    const missing = { table: 'spans' as const, id: 'spans-gone', path: join(folder, 'gone.rows'), bytes: 9, rows: 1 };
    loader.push({ ...missing, touched: new Map(), begunAt: 0 });
    const bad = join(folder, 'spans-bad.rows');
    writeFileSync(bad, Buffer.alloc(40, 0xff));
    loader.push({ ...missing, id: 'spans-bad', path: bad, bytes: 40, touched: new Map(), begunAt: 0 });
    await journal.append(batch('others'));
    await journal.seal();
    await expect.poll(() => rowsOf(engine, 'others'), { timeout: 3000 }).toBe(2);
    await loader.idle();
    expect(loader.rejected).toBe(2);
    expect(readdirSync(join(folder, 'rejected'))).toEqual(['spans-bad.rows']);
  });

  test.each([
    ['is not ready for', new Error('not now')],
    ['has no memory for', new QueryTooExpensive('memory')],
    ['dies of', new EngineLost('it died')],
  ])('a segment the engine %s does not hold others up, and is not given up', async (_, error) => {
    let refuse = true;
    const picky: Engine = {
      ...engine,
      load: (table, path, token) =>
        refuse && table === 'scores' ? Promise.reject(error) : engine.load(table, path, token),
    };
    await openOn(picky);
    const before = await rowsOf(engine, 'now');
    await journal.append({ ...batch('now', 0), scores: [makeScore({ project: 'now' })] });
    await journal.seal();
    await journal.append(batch('now', 2));
    await journal.seal();
    await expect.poll(() => rowsOf(engine, 'now'), { timeout: 3000 }).toBe(before + 2);
    refuse = false;
    await loader.idle();
    expect(loaded).toBe(3);
    expect(loader.rejected).toBe(0);
  });

  test('a backlog at its limit refuses rows, and takes them again once the engine has caught up', async () => {
    let away = true;
    const slow: Engine = {
      ...engine,
      load: (table, path, token) =>
        away ? Promise.reject(new Overloaded('away', 1)) : engine.load(table, path, token),
    };
    await openOn(slow, 2000);
    let acknowledged = 0;
    const full = async (): Promise<unknown> => {
      for (;;) {
        const refused = await journal.append(batch('full', 2)).catch((error: unknown) => error);
        if (refused) return refused;
        acknowledged += 2;
        await journal.seal();
      }
    };
    expect(await full()).toMatchObject({ status: 503, retryAfter: 5 });
    expect(acknowledged).toBeGreaterThan(0);
    away = false;
    await loader.idle();
    await journal.append(batch('full', 2));
    await journal.seal();
    await loader.idle();
    expect(await rowsOf(engine, 'full')).toBe(acknowledged + 2);
  });

  test('closing does not wait for an engine that is stuck', async () => {
    const stuck: Engine = { ...engine, load: () => new Promise(() => {}) };
    await openOn(stuck);
    await journal.append(batch('stuck'));
    await journal.seal();
    expect(await settled(loader.close(50), 2000)).toBe(true);
    await journal.close();
    expect(readdirSync(folder).filter((file) => file.endsWith('.rows'))).toHaveLength(1);
  });
});

describe('with a server', () => {
  let front: Awaited<ReturnType<typeof startClickhouseFront>>;
  let proxy: FlakyProxy;
  let engine: Engine;
  beforeAll(async () => {
    front = await startClickhouseFront(mkdtempSync(join(base, 'front-')), MEMORY);
    proxy = await startFlakyProxy(front.url);
    engine = await startClickhouse(proxy.url, log, { pingMs: 200, misses: 2 });
    await migrate(engine, RETENTION);
  }, 60_000);
  afterAll(async () => {
    await engine?.close();
    await proxy?.close();
    await front?.close();
  });
  afterEach(() => {
    proxy.mode = 'pass';
  });

  const descriptors = (): number => readdirSync('/proc/self/fd').length;

  test.each(['refuse', 'swallow', 'deaf'] as const)(
    'loses and doubles nothing while the way does “%s”',
    async (mode) => {
      await openOn(engine);
      await journal.append(batch(mode, 2));
      await journal.seal();
      await loader.idle();
      const before = descriptors();
      proxy.mode = mode;
      for (let i = 0; i < 6; i++) {
        await journal.append(batch(mode, 2));
        await journal.seal();
        await sleep(250);
      }
      expect(engine.healthy()).toBe(false);
      expect(loaded).toBe(2);
      expect(proxy.connections(), 'attempts do not pile up').toBeLessThan(10);
      expect(descriptors() - before, 'nor do their files').toBeLessThan(20);
      proxy.mode = 'pass';
      expect(await settled(loader.idle(), 10_000), 'goes on by itself').toBe(true);
      expect(await rowsOf(engine, mode)).toBe(14);
      expect(loaded).toBe(14);
      await expect.poll(() => engine.healthy(), { timeout: 2000 }).toBe(true);
    },
  );

  test('a slow way makes rows late, not fewer', async () => {
    await openOn(engine);
    proxy.mode = 'slow';
    for (let i = 0; i < 5; i++) {
      await journal.append(batch('slow', 2));
      await journal.seal();
    }
    await loader.idle();
    expect(await rowsOf(engine, 'slow')).toBe(10);
    expect(loader.retries).toBe(0);
    expect(engine.healthy()).toBe(true);
  });

  test('a query on a connection that went half open ends, and its caller is told', async () => {
    proxy.mode = 'swallow';
    await expect(engine.query('SELECT 1')).rejects.toThrow(Overloaded);
  });

  test('a file that is gone is said to be gone, whatever the connection', async () => {
    proxy.mode = 'refuse';
    await expect(engine.load('spans', join(folder, 'none.rows'), 'none')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
