import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startClickhouseFront } from '../../../../test/clickhouse-front.ts';
import { createLog } from '../../lib/log.ts';
import { FolderInUse } from '../journal/claim.ts';
import { UnfitFolder } from './chdb/engine.ts';
import { SchemaTooNew } from './schema.ts';
import { openStore, type Store } from './store.ts';
import { makeScore, makeSpan } from './testing/span.ts';

const log = createLog('silent');
const NOW = Date.now() * 1000;
const GB = 1024 ** 3;

let root: string;
let data: string;
let store: Store;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "telltale-store it's [1]-"));
  data = root;
});
afterEach(async () => {
  await store?.close();
  rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}, 30_000);

async function open(clickhouseUrl?: string): Promise<Store> {
  store = await openStore({
    config: {
      data,
      clickhouseUrl,
      engineMemoryBytes: GB,
      maxBacklogBytes: GB,
      retentionDays: 90,
      rollupRetentionDays: 400,
    },
    log,
    settleTrace: () => [],
    score: async () => {},
  });
  return store;
}

let made = 0;
const batch = (n: number) => ({
  spans: Array.from({ length: n }, () => makeSpan({ span_id: `s${made++}`, time: NOW - made, received: NOW })),
  scores: [],
  parts: [],
});
/** Rows as they lie there, and as readers see them. */
async function counts(of: Store): Promise<{ raw: number; seen: number; ids: number }> {
  const [row] = await of.engine.query<{ raw: number; seen: number; ids: number }>(
    'SELECT count() AS raw, uniqExact(span_id) AS ids, (SELECT count() FROM telltale.spans FINAL) AS seen FROM telltale.spans',
  );
  return row!;
}

/** The engine is this process's child that was given the data folder. */
function enginePid(): number {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const line = lines.find((l) => l.includes(data) && l.trim().split(/\s+/)[1] === String(process.pid));
  if (!line) throw new Error('no engine');
  return Number(line.trim().split(/\s+/)[0]);
}

/** Appends until told to stop; counts what was acknowledged. */
function load(into: Store): { acknowledged: () => number; stop: () => Promise<void> } {
  let running = true;
  let acknowledged = 0;
  const callers = Array.from({ length: 4 }, async () => {
    while (running) {
      const ok = await into.append(batch(5)).then(
        () => true,
        () => false,
      );
      if (ok) acknowledged += 5;
      await sleep(2);
    }
  });
  return {
    acknowledged: () => acknowledged,
    async stop() {
      running = false;
      await Promise.all(callers);
    },
  };
}

describe('the embedded store', () => {
  test('makes rows queryable by itself, tells of it, and has them after it was closed and opened again', async () => {
    await open();
    const heard: [string, number][] = [];
    store.onLoaded((table, rows) => heard.push([table, rows]));
    await store.append({ ...batch(7), scores: [makeScore()] });
    await expect.poll(() => heard, { timeout: 5000 }).toHaveLength(2);
    expect(heard).toEqual(
      expect.arrayContaining([
        ['spans', 7],
        ['scores', 1],
      ]),
    );
    expect(store.stats()).toMatchObject({ loaded: { spans: 7, scores: 1 }, lagMs: expect.any(Number) });
    await store.close();
    await open();
    expect(await counts(store)).toEqual({ raw: 7, seen: 7, ids: 7 });
    await store.flush();
    expect(store.stats().lagMs).toBeLessThan(100);
  }, 40_000);

  test('goes on by itself when the engine is killed under load: each acknowledged row once', async () => {
    await open();
    const sending = load(store);
    for (let kill = 0; kill < 2; kill++) {
      await sleep(700);
      process.kill(enginePid(), 'SIGKILL');
      const before = sending.acknowledged();
      await sleep(100);
      expect(sending.acknowledged(), 'rows are acknowledged without the engine').toBeGreaterThan(before);
      await expect.poll(() => store.stats().engine.healthy, { timeout: 10_000 }).toBe(true);
    }
    await sending.stop();
    await store.flush();
    const n = sending.acknowledged();
    expect(await counts(store)).toEqual({ raw: n, seen: n, ids: n });
    expect(store.stats()).toMatchObject({ engine: { restarts: 2 }, rejectedSegments: 0, journal: { backlogBytes: 0 } });
  }, 60_000);

  test('closes under load within 10 s and loses nothing acknowledged', async () => {
    await open();
    const sending = load(store);
    await sleep(1500);
    const start = performance.now();
    await store.close();
    expect(performance.now() - start).toBeLessThan(10_000);
    await sending.stop();
    const n = sending.acknowledged();
    expect(n).toBeGreaterThan(100);
    await open();
    await store.flush();
    expect(await counts(store)).toEqual({ raw: n, seen: n, ids: n });
  }, 40_000);

  test('closes soon while the engine is at a long query', async () => {
    await open();
    const endless = store.engine.query('SELECT sum(n) FROM (SELECT number AS n FROM numbers(1000000000000))');
    const refused = endless.catch((error: unknown) => error);
    await sleep(300);
    const start = performance.now();
    await store.close();
    expect(performance.now() - start).toBeLessThan(8000);
    expect(await refused).toBeInstanceOf(Error);
  }, 40_000);

  test('is one process’s alone: a second one is told so and harms nothing', async () => {
    await open();
    const first = store;
    await expect(open()).rejects.toThrow(FolderInUse);
    await first.append(batch(1));
    await first.flush();
    expect((await counts(first)).seen).toBe(1);
  }, 40_000);

  test.each(['*', '?', '{a,b}'])(
    'refuses a folder named %s, from which the engine would load nothing',
    async (name) => {
      data = join(data, name);
      await expect(open()).rejects.toThrow(UnfitFolder);
    },
  );

  test('refuses data of a later schema, and leaves it to whoever knows it', async () => {
    await open();
    await store.engine.command('INSERT INTO telltale.schema_version VALUES (999, now())');
    await store.close();
    await expect(open()).rejects.toThrow(SchemaTooNew);
    await expect(open(), 'the folder is free again').rejects.toThrow('999');
  }, 60_000);
});

describe('the store on a server', () => {
  test('keeps what is acknowledged while the server is away, and is complete when it is back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-front-'));
    let front = await startClickhouseFront(folder, GB);
    try {
      await open(front.url);
      await store.append(batch(3));
      await store.flush();
      const { port } = new URL(front.url);
      await front.close();
      await store.append(batch(4));
      await sleep(1500);
      expect(store.stats()).toMatchObject({ loaded: { spans: 3 }, journal: { backlogSegments: 1 } });
      expect(store.stats().lagMs).toBeGreaterThan(1000);
      front = await startClickhouseFront(folder, GB, Number(port));
      await store.flush();
      expect(await counts(store)).toEqual({ raw: 7, seen: 7, ids: 7 });
      await store.close();
      expect(readdirSync(join(data, 'journal')).filter((name) => name.endsWith('.rows'))).toEqual([]);
    } finally {
      await store.close();
      await front.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  }, 60_000);
});
