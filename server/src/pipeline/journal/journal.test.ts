import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Overloaded } from '../../lib/errors.ts';
import { createLog } from '../../lib/log.ts';
import { makePart, makeScore, makeSpan } from '../store/testing/span.ts';
import { FolderInUse } from './claim.ts';
import { type Journal, type JournalOptions, openJournal, type Rows } from './journal.ts';
import type { Segment } from './lane.ts';
import { type DiskOptions, SimulatedDisk } from './testing/simulated-disk.ts';

const log = createLog('silent');
const none: Rows = { spans: [], scores: [], parts: [] };
const spans = (n: number, project = 'p1'): Rows => ({
  ...none,
  spans: Array.from({ length: n }, (_, i) => makeSpan({ project, span_id: `s${i}`, time: (i + 1) * 60_000_000 })),
});

let folder: string;
let journal: Journal;
let sealed: Segment[];
const open = async (options: Partial<JournalOptions> = {}): Promise<Journal> => {
  sealed = [];
  journal = await openJournal(folder, { maxBacklogBytes: 1e9, log, onSealed: (s) => void sealed.push(s), ...options });
  return journal;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telltale-journal-'));
});
afterEach(async () => {
  await journal?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A disk whose operations fail as this says. */
const failing = (fault: NonNullable<DiskOptions['fault']>): SimulatedDisk =>
  new SimulatedDisk({ random: Math.random, fault });

describe('segments', () => {
  test('are sealed with their rows, size and touched minutes, then deleted when done', async () => {
    await open();
    await journal.append(spans(3));
    await journal.append({ ...none, scores: [makeScore()], parts: [makePart()] });
    await journal.seal();
    expect(sealed.map(({ table, rows }) => [table, rows])).toEqual(
      expect.arrayContaining([
        ['spans', 3],
        ['scores', 1],
        ['parts', 1],
      ]),
    );
    const segment = sealed.find(({ table }) => table === 'spans')!;
    expect([...segment.touched!.get('p1')!]).toEqual([60_000_000, 120_000_000, 180_000_000]);
    expect(statSync(segment.path).size).toBe(segment.bytes);
    expect(journal.stats()).toMatchObject({ backlogSegments: 3, rows: { spans: 3, scores: 1, parts: 1 } });
    for (const each of sealed) await journal.done(each);
    expect(journal.stats()).toMatchObject({ backlogSegments: 0, backlogBytes: 0 });
    expect(readdirSync(folder).filter((name) => name.endsWith('.rows'))).toEqual([]);
  });

  test('are sealed by size and by age', async () => {
    await open({ maxSegmentBytes: 300, maxSegmentMs: 60_000 });
    for (let i = 0; i < 10; i++) await journal.append(spans(1));
    expect(sealed.length).toBeGreaterThan(1);
    await journal.close();
    await open({ maxSegmentMs: 30 });
    await journal.append(spans(1));
    const before = sealed.length;
    await expect.poll(() => sealed.length, { timeout: 2000 }).toBe(before + 1);
    expect(journal.drainedTo()).toBeLessThan(performance.now());
  });

  test('are kept open longer while many wait for the store, and sealed as soon as none does', async () => {
    await open({ maxSegmentMs: 40 });
    for (let i = 0; i < 11; i++) {
      await journal.append(spans(1));
      await journal.seal();
    }
    await journal.append(spans(2));
    await sleep(200);
    expect(sealed).toHaveLength(11);
    for (const segment of [...sealed]) await journal.done(segment);
    await expect.poll(() => sealed.at(-1)?.rows, { timeout: 1000 }).toBe(2);
  });

  test('of many hours without a store do not keep it from saying how far it is', async () => {
    const begun = performance.now();
    const stamp = (i: number): string => `spans-${String(i).padStart(14, '0')}-0123456789ab.rows`;
    const disk = failing(() => undefined);
    for (let i = 0; i < 200_000; i++) disk.place(stamp(i), Buffer.alloc(0));
    await open({ files: disk });
    expect(journal.drainedTo()).toBeLessThan(begun);
    expect(journal.stats().backlogSegments).toBe(200_000);
  });

  test('hold the rows of callers that came at once in few syncs', async () => {
    await open();
    await Promise.all(Array.from({ length: 200 }, () => journal.append(spans(1))));
    await journal.seal();
    expect(sealed.reduce((sum, { rows = 0 }) => sum + rows, 0)).toBe(200);
    expect(journal.stats().sync.count).toBeLessThan(20);
  });
});

describe('a start after a crash', () => {
  test('cuts a torn row off and keeps the whole ones', async () => {
    await open();
    await journal.append(spans(3));
    await journal.close();
    const [segment] = sealed;
    const left = segment!.path.replace('.rows', '.open');
    writeFileSync(left, readFileSync(segment!.path).subarray(0, segment!.bytes - 5));
    rmSync(segment!.path);
    await open();
    expect(sealed).toMatchObject([{ id: segment!.id, rows: 2 }]);
    expect(journal.stats().recovered).toMatchObject({ segments: 1 });
    expect(journal.stats().recovered.cutBytes).toBeGreaterThan(0);
  });

  test.each([
    ['zeros', Buffer.alloc(4096)],
    ['noise', Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 89) & 0xff))],
    ['a length beyond the end', Buffer.from([255, 255, 255, 127, 0, 0, 0, 0, 1])],
    ['a lone frame', Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])],
  ])('takes %s behind the rows for damage', async (_, tail) => {
    await open();
    await journal.append(spans(2));
    await journal.close();
    const [segment] = sealed;
    writeFileSync(segment!.path.replace('.rows', '.open'), Buffer.concat([readFileSync(segment!.path), tail]));
    rmSync(segment!.path);
    await open();
    expect(sealed).toMatchObject([{ rows: 2, bytes: segment!.bytes }]);
  });

  test('keeps what lies behind the damage of a sealed segment for a person to look at', async () => {
    await open();
    await journal.append(spans(3));
    await journal.close();
    const [segment] = sealed;
    const bytes = readFileSync(segment!.path);
    const third = segment!.bytes / 3;
    bytes[Math.floor(third * 1.5)]! ^= 1;
    writeFileSync(segment!.path, bytes);
    await open();
    await journal.inspect(sealed[0]!);
    expect(sealed[0]).toMatchObject({ rows: 1, bytes: third });
    const [kept] = readdirSync(join(folder, 'rejected'));
    expect(readFileSync(join(folder, 'rejected', kept!)).equals(bytes.subarray(third))).toBe(true);
    expect(journal.stats().backlogBytes).toBe(third);
  });

  test('forgets empty segments and leaves files of others alone', async () => {
    writeFileSync(join(folder, `spans-${'0'.repeat(14)}-0123456789ab.open`), '');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    await open();
    expect(sealed).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(expect.arrayContaining(['notes.txt', 'rejected']));
    expect(readdirSync(folder).some((name) => name.endsWith('.open'))).toBe(false);
  });

  test('hands the oldest segments over first, and says since when', async () => {
    const name = (stamp: number): string => `spans-${String(stamp).padStart(14, '0')}-0123456789ab.rows`;
    await open();
    await journal.append(spans(1));
    await journal.close();
    const bytes = readFileSync(sealed[0]!.path);
    rmSync(sealed[0]!.path);
    for (const stamp of [300, 100, 200]) writeFileSync(join(folder, name(stamp)), bytes);
    await open();
    expect(sealed.map(({ id }) => id)).toEqual([100, 200, 300].map((stamp) => name(stamp).slice(0, -5)));
    expect(journal.stats().recovered.since).toBe(100);
  });
});

describe('a failing disk', () => {
  test('that fails a sync stops every acknowledgement, also of what was queued behind it and in other tables', async () => {
    let failed = false;
    const disk = failing((operation) => {
      if (operation !== 'sync' || failed) return undefined;
      failed = true;
      return 'EIO';
    });
    await open({ files: disk });
    const batches = Array.from({ length: 20 }, (_, i) => (i % 2 ? spans(1) : { ...none, parts: [makePart()] }));
    const first = journal.append(batches[0]!);
    const rest = batches.slice(1).map((batch) => journal.append(batch));
    const results = await Promise.allSettled([first, ...rest]);
    const refused = results.filter(({ status }) => status === 'rejected').length;
    expect(failed).toBe(true);
    // The other table's group may have been at its own sync when the disk failed; nothing after it.
    expect(refused).toBeGreaterThanOrEqual(19);
    await expect(journal.append(spans(1))).rejects.toThrow(Overloaded);
    expect(journal.stats().trouble).toContain('EIO');
  });

  test('never acknowledges the group it queued while the sync failed', async () => {
    let syncs = 0;
    const disk = failing((operation) => (operation === 'sync' && ++syncs === 1 ? 'EIO' : undefined));
    await open({ files: disk });
    const first = journal.append(spans(1));
    await Promise.resolve();
    const second = journal.append(spans(1));
    const results = await Promise.allSettled([first, second]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(syncs).toBe(1);
  });

  test('that is full refuses, keeps what was acknowledged, and goes on when there is room', async () => {
    let full = false;
    const disk = failing((operation) => (full && operation === 'write' ? 'ENOSPC' : undefined));
    await open({ files: disk });
    await journal.append(spans(2));
    full = true;
    await expect(journal.append(spans(1))).rejects.toMatchObject({ status: 503, retryAfter: 30 });
    await expect.poll(() => sealed).toMatchObject([{ rows: 2 }]);
    await expect(journal.append(spans(1))).rejects.toThrow('nearly full');
    full = false;
    await expect.poll(() => journal.append(spans(1)).then(() => 'ok', String), { timeout: 3000 }).toBe('ok');
  });

  test('that is read-only refuses at once and says why', async () => {
    await open({ files: failing((operation) => (operation === 'create' ? 'EROFS' : undefined)) });
    await expect(journal.append(spans(1))).rejects.toThrow('EROFS');
    await expect(journal.append(spans(1))).rejects.toMatchObject({ status: 503, retryAfter: 60 });
  });

  test('that cannot rename still hands over what is acknowledged', async () => {
    await open({ files: failing((operation) => (operation === 'rename' ? 'EIO' : undefined)) });
    await journal.append(spans(2));
    await journal.seal();
    expect(sealed).toMatchObject([{ rows: 2, path: expect.stringMatching(/\.open$/) }]);
    await expect(journal.append(spans(1))).rejects.toThrow('EIO');
  });

  test('leaves no empty file behind for each attempt to begin a segment', async () => {
    const disk = failing((operation, count) => (operation === 'syncFolder' && count > 1 ? 'ENOSPC' : undefined));
    await open({ files: disk });
    await expect(journal.append(spans(1))).rejects.toThrow('syncing the folder failed: ENOSPC');
    expect(disk.names().filter((name) => name.endsWith('.open'))).toEqual([]);
  });

  test('that cannot be read at the start gives the folder back', async () => {
    const disk = failing((operation) => (operation === 'read' ? 'EIO' : undefined));
    await expect(open({ files: disk })).rejects.toThrow('EIO');
    await open();
    await journal.append(spans(1));
  });
});

describe('limits', () => {
  test('refuses while the backlog is too long, and takes rows again once it is not', async () => {
    await open({ maxBacklogBytes: 500 });
    await journal.append(spans(4));
    await journal.seal();
    await expect(journal.append(spans(1))).rejects.toMatchObject({ status: 503, retryAfter: 5 });
    expect(journal.stats().trouble).toContain('behind');
    await journal.done(sealed[0]!);
    await journal.append(spans(1));
    expect(journal.stats().trouble).toBe('');
  });

  test('takes all rows of a batch or none when one cannot be written', async () => {
    await open();
    const bad = spans(3);
    (bad.spans[2] as { http_status: number }).http_status = 70_000;
    await expect(journal.append(bad)).rejects.toThrow();
    await journal.append(spans(2, 'p2'));
    await journal.seal();
    expect(sealed).toMatchObject([{ rows: 2 }]);
  });

  test('a second writer of the folder is refused, and may have it when the first is gone', async () => {
    const first = await open();
    await expect(open()).rejects.toThrow(FolderInUse);
    await first.close();
    await open();
  });

  test('refuses rows once it is closed: the folder may be another process’s', async () => {
    await open();
    await journal.close();
    await expect(journal.append(spans(1))).rejects.toThrow(Overloaded);
    expect(readdirSync(folder).filter((name) => name.endsWith('.open'))).toEqual([]);
  });

  test('close under load: what was acknowledged is sealed, the rest is refused', async () => {
    await open();
    let acknowledged = 0;
    const callers = Array.from({ length: 20 }, async () => {
      for (let i = 0; i < 50; i++) {
        const ok = await journal.append(spans(1)).then(
          () => true,
          () => false,
        );
        if (ok) acknowledged++;
      }
    });
    while (acknowledged < 50) await new Promise((turn) => setImmediate(turn));
    await journal.close();
    await Promise.all(callers);
    expect(acknowledged).toBeLessThan(1000);
    expect(sealed.reduce((sum, { rows = 0 }) => sum + rows, 0)).toBe(acknowledged);
  });
});

describe('a segment that is not loaded', () => {
  test('is set aside when rejected, and forgotten when its file is gone', async () => {
    await open();
    await journal.append(spans(1));
    await journal.seal();
    await journal.append(spans(1));
    await journal.seal();
    const [one, two] = sealed;
    await journal.reject(one!);
    expect(existsSync(join(folder, 'rejected', `${one!.id}.rows`))).toBe(true);
    rmSync(two!.path);
    await expect(journal.inspect(two!)).rejects.toThrow('ENOENT');
    await journal.reject(two!);
    expect(journal.stats()).toMatchObject({ backlogBytes: 0, backlogSegments: 0 });
  });

  test('is noticed when it was cut since it was sealed', async () => {
    await open();
    await journal.append(spans(2));
    await journal.seal();
    truncateSync(sealed[0]!.path, sealed[0]!.bytes - 3);
    await journal.inspect(sealed[0]!);
    expect(sealed[0]).toMatchObject({ rows: 1 });
  });
});
