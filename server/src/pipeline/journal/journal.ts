import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Overloaded } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Part } from '../../model/part.ts';
import type { Score } from '../../model/score.ts';
import type { Span } from '../../model/span.ts';
import { claimFolder } from './claim.ts';
import { diskFiles, type Files } from './files.ts';
import { Lane, type LaneOptions, type Segment } from './lane.ts';
import { cutTail, recover } from './recover.ts';
import { encodePart, encodeScore, encodeSpan } from './rowbinary.ts';
import { Space } from './space.ts';
import { SyncTimes } from './sync-times.ts';
import { TABLE_NAMES, type TableName } from './tables.ts';

/** Rows by the table they belong to. */
export interface Rows {
  spans: readonly Span[];
  scores: readonly Score[];
  parts: readonly Part[];
}

export interface JournalOptions {
  /** Sealed bytes that may wait for the store before appends are refused. */
  maxBacklogBytes: number;
  log: Log;
  /** Called for each sealed segment, oldest first; the segments of an earlier process come first. */
  onSealed: (segment: Segment) => void;
  /** Sealed at this size (16 MB) or age (1 s, more while the store is behind), whichever comes first. */
  maxSegmentBytes?: number;
  maxSegmentMs?: number;
  files?: Files;
}

/** Sealed segments waiting, above which new ones are kept open longer. */
const MANY = 10;

export interface JournalStats {
  /** Empty while all is well, else why nothing is acknowledged. */
  trouble: string;
  backlogBytes: number;
  backlogSegments: number;
  /** Rows made durable since start. */
  rows: Record<TableName, number>;
  /** Durations of fdatasync in ms, over the last few hundred. */
  sync: { count: number; p50: number; p99: number; max: number };
  recovered: { segments: number; cutBytes: number; since: number | undefined };
}

export interface Journal {
  /** Resolves once all rows would survive a power cut. Throws `Overloaded` when full, behind or broken. */
  append(rows: Rows): Promise<void>;
  /** Seals what is open now. */
  seal(): Promise<void>;
  /** Checks a segment that is not as this process left it: fills in its rows and touched minutes. Rejects when its file is gone. */
  inspect(segment: Segment): Promise<void>;
  /** Everything acknowledged before this moment (ms, `performance.now`) has left the journal. */
  drainedTo(): number;
  /** The segment is in the store: deletes it. */
  done(segment: Segment): Promise<void>;
  /** The store will never take this segment: keeps it in `rejected/`, if there still is a file to keep. */
  reject(segment: Segment): Promise<void>;
  stats(): JournalStats;
  close(): Promise<void>;
}

/** Opens the journal in a folder of its own. Throws `FolderInUse` when another process has it. */
export async function openJournal(folder: string, options: JournalOptions): Promise<Journal> {
  mkdirSync(join(folder, 'rejected'), { recursive: true, mode: 0o700 });
  const release = await claimFolder(folder);
  const { files = diskFiles, log, onSealed, maxSegmentMs = 1000 } = options;
  const space = new Space(files, folder);
  const sync = new SyncTimes();
  const rows: Record<TableName, number> = { spans: 0, scores: 0, parts: 0 };
  const backlog = new Map<string, Segment>();
  let backlogBytes = 0;
  let broken = '';
  let closing: Promise<void> | undefined;

  const take = (segment: Segment): void => {
    backlog.set(segment.id, segment);
    backlogBytes += segment.bytes;
    onSealed(segment);
  };
  const forget = (segment: Segment): void => {
    if (backlog.delete(segment.id)) backlogBytes -= segment.bytes;
  };
  const lane = <Row extends { project: string; time: number }>(
    table: TableName,
    encode: LaneOptions<Row>['encode'],
  ): Lane<Row> =>
    new Lane<Row>({
      table,
      folder,
      files,
      encode,
      maxBytes: options.maxSegmentBytes ?? 16 << 20,
      // While the store is behind, more and smaller segments would only make it later.
      maxAgeMs: () => (backlog.size > MANY ? 30 : 1) * maxSegmentMs,
      onSealed: take,
      onSync: (milliseconds) => sync.add(milliseconds),
      onFull: () => space.full(),
      broken: () => broken,
      onBroken: (error) => {
        if (broken) return;
        broken = error.message;
        log.error({ error: error.message }, 'journal: the disk failed; nothing is acknowledged until a restart');
      },
    });
  const lanes = {
    spans: lane<Span>('spans', encodeSpan),
    scores: lane<Score>('scores', encodeScore),
    parts: lane<Part>('parts', encodePart),
  };

  const found = await recover(folder, files, log).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  for (const segment of found.segments) take(segment);
  const recovered = { segments: found.segments.length, cutBytes: found.cutBytes, since: found.since };
  if (recovered.segments) log.info(recovered, 'journal: found segments of an earlier run');
  await space.check().catch(() => {});
  const watch = setInterval(() => void space.check().catch(() => {}), 1000).unref();

  /** The store has caught up: what was left open longer meanwhile can go. */
  const sealOld = (): void => {
    const old = performance.now() - maxSegmentMs;
    for (const table of TABLE_NAMES) if (lanes[table].begunAt < old) void lanes[table].seal();
  };

  const trouble = (): string =>
    broken ||
    (space.low ? 'the disk is nearly full' : '') ||
    (backlogBytes > options.maxBacklogBytes ? 'the store is behind and the journal has reached its limit' : '');

  return {
    async append(batch) {
      if (closing) throw new Overloaded('the server is stopping', 5);
      if (broken) throw new Overloaded(`the journal cannot write: ${broken}`, 60);
      space.admit();
      if (backlogBytes > options.maxBacklogBytes) throw new Overloaded(trouble(), 5);
      await Promise.all([
        batch.spans.length > 0 && lanes.spans.append(batch.spans),
        batch.scores.length > 0 && lanes.scores.append(batch.scores),
        batch.parts.length > 0 && lanes.parts.append(batch.parts),
      ]);
      for (const table of TABLE_NAMES) rows[table] += batch[table].length;
    },
    async seal() {
      await Promise.all(TABLE_NAMES.map((table) => lanes[table].seal()));
    },
    async inspect(segment) {
      if (segment.touched && (await files.size(segment.path)) === segment.bytes) return;
      const before = segment.bytes;
      await cutTail(segment, files, log, join(folder, 'rejected'));
      if (backlog.has(segment.id)) backlogBytes += segment.bytes - before;
    },
    drainedTo() {
      let oldest = performance.now();
      for (const { begunAt } of backlog.values()) oldest = Math.min(oldest, begunAt);
      for (const table of TABLE_NAMES) oldest = Math.min(oldest, lanes[table].begunAt);
      return oldest;
    },
    async done(segment) {
      await files.remove(segment.path);
      forget(segment);
      if (backlog.size === 0) sealOld();
    },
    async reject(segment) {
      try {
        await files.rename(segment.path, join(folder, 'rejected', `${segment.id}.rows`));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
      forget(segment);
    },
    stats: () => ({
      trouble: trouble(),
      backlogBytes,
      backlogSegments: backlog.size,
      rows: { ...rows },
      sync: sync.summary(),
      recovered,
    }),
    close() {
      closing ??= (async () => {
        clearInterval(watch);
        await Promise.all(TABLE_NAMES.map((table) => lanes[table].seal()));
        await release();
      })();
      return closing;
    },
  };
}
