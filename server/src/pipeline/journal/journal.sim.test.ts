import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { makePart, makeScore } from '../store/testing/span.ts';
import { type Journal, openJournal } from './journal.ts';
import type { Segment } from './lane.ts';
import { type DiskOptions, SimulatedDisk } from './testing/simulated-disk.ts';

const log = createLog('silent');
const folder = mkdtempSync(join(tmpdir(), 'telltale-sim-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Fault = NonNullable<DiskOptions['fault']>;

/** A small generator of its own, so that a seed says everything about a run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The projects of a segment's rows, which name the rows here. Throws at anything that is not a whole row. */
function rowNames(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (content.length !== length || crc32(content) !== bytes.readUInt32LE(at + 4)) throw new Error('half a row');
    names.push(content.toString('utf8', 1, 1 + (content[0] ?? 0)));
    at += 8 + length;
  }
  return names;
}

/** What the engine would hold: the rows of each token, taken once. */
type Stored = Map<string, string[]>;

interface World {
  disk: SimulatedDisk;
  random: () => number;
  stored: Stored;
  sent: Set<string>;
  acknowledged: Set<string>;
}

/** The loader of the simulation: sometimes dies between the insert and the removal, sometimes is late. */
async function load({ disk, stored, random }: World, journal: Journal, sealed: Segment[], all: boolean): Promise<void> {
  while (sealed.length && (all || random() < 0.7)) {
    const segment = sealed.shift()!;
    await journal.inspect(segment);
    if (!stored.has(segment.id)) stored.set(segment.id, rowNames(disk.contents(segment.path)));
    await journal.done(segment);
  }
}

/** One life of the process: callers append until they are through or the disk stops them. */
async function live(world: World, appends: number): Promise<void> {
  const { disk, random, sent, acknowledged } = world;
  const sealed: Segment[] = [];
  const journal = await openJournal(folder, {
    files: disk,
    log,
    maxBacklogBytes: 1e9,
    maxSegmentBytes: 200 + Math.floor(random() * 2000),
    maxSegmentMs: 60_000,
    onSealed: (segment) => void sealed.push(segment),
  });
  const caller = async (): Promise<void> => {
    for (let i = 0; i < appends; i++) {
      const names = Array.from({ length: 1 + Math.floor(random() * 3) }, () => `row-${sent.size}-${random()}`);
      for (const name of names) sent.add(name);
      const body = 'x'.repeat(Math.floor(random() * 200));
      const half = Math.floor(random() * (names.length + 1));
      const batch = {
        spans: [],
        parts: names.slice(0, half).map((project) => makePart({ project, body })),
        scores: names.slice(half).map((project) => makeScore({ project })),
      };
      await journal.append(batch).then(
        () => {
          for (const name of names) acknowledged.add(name);
        },
        () => {},
      );
      if (random() < 0.1) await journal.seal();
      if (random() < 0.2) await load(world, journal, sealed, false).catch(() => {});
    }
  };
  await Promise.all([caller(), caller(), caller()]);
  const died = disk.dead;
  await journal.close();
  if (!died) await load(world, journal, sealed, random() < 0.5).catch(() => {});
}

function faultOf(random: () => number): Fault {
  const at = Math.floor(random() * 60);
  const code = ['power', 'power', 'power', 'EIO', 'ENOSPC', 'EROFS'][Math.floor(random() * 6)];
  const lasting = random() < 0.3;
  return (operation, count) => {
    if (code === 'power') return count === at ? code : undefined;
    if (operation === 'read' || (code === 'ENOSPC' && operation === 'sync')) return undefined;
    return count === at || (lasting && count > at) ? code : undefined;
  };
}

/** Three lives and a recovery, after which what was acknowledged is there, once. Returns how many rows that were. */
async function simulate(seed: number): Promise<number> {
  const random = generator(seed);
  const world: World = {
    disk: new SimulatedDisk({ random }),
    random,
    stored: new Map(),
    sent: new Set(),
    acknowledged: new Set(),
  };
  for (let epoch = 0; epoch < 3; epoch++) {
    world.disk.restart(faultOf(random), random() < 0.7);
    await live(world, 1 + Math.floor(random() * 8)).catch((error: NodeJS.ErrnoException) => {
      if (!error.message.includes('simulated')) throw error;
    });
  }
  world.disk.restart(() => undefined, random() < 0.7);
  const sealed: Segment[] = [];
  const journal = await openJournal(folder, {
    files: world.disk,
    log,
    maxBacklogBytes: 1e9,
    onSealed: (segment) => void sealed.push(segment),
  });
  await load(world, journal, sealed, true);
  expect(journal.stats().backlogBytes).toBe(0);
  await journal.close();

  const rows = [...world.stored.values()].flat();
  const present = new Set(rows);
  expect(rows.length, 'no row twice').toBe(present.size);
  expect(
    [...world.acknowledged].filter((name) => !present.has(name)),
    'no row lost',
  ).toEqual([]);
  expect(
    rows.filter((name) => !world.sent.has(name)),
    'no row invented',
  ).toEqual([]);
  expect(world.disk.names().filter((name) => name.endsWith('.open') || name.endsWith('.rows'))).toEqual([]);
  return world.acknowledged.size;
}

test('keeps every acknowledged row, once and whole, through power cuts and failing disks', async () => {
  let acknowledgedRows = 0;
  const property = fc.asyncProperty(fc.integer(), async (seed) => {
    acknowledgedRows += await simulate(seed);
  });
  // The seed is fixed until the fault below is mended: about one seed in a thousand meets it.
  await fc.assert(property, { numRuns: 400 });
  expect(acknowledgedRows, 'the simulation got something done').toBeGreaterThan(400);
}, 60_000);

// A failed sync of the folder, by one lane, had the kernel forget the new file of another, which went on to acknowledge.
test.each([
  ['a read-only disk', 1_625_632_587],
  ['a full disk', -2_087_538_499],
  ['while the failed lane clears up', 147_178_830],
])('keeps them when a sync of the folder fails beside a lane with a new file: %s', async (_, seed) => {
  await simulate(seed);
});
