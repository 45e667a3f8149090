import { randomBytes } from 'node:crypto';
import { Overloaded } from '../../lib/errors.ts';
import type { AppendFile, Files } from './files.ts';
import { type Touched, touch } from './frame.ts';
import { RowWriter } from './row-writer.ts';
import type { TableName } from './tables.ts';

/** A sealed segment: a file of whole rows that nobody writes to any more. */
export interface Segment {
  table: TableName;
  /** Unique for ever: also the token that makes loading it twice a no-op. */
  id: string;
  path: string;
  bytes: number;
  /** Unknown for a segment found at start. */
  rows: number | undefined;
  touched: Touched | undefined;
  /** When it was begun (ms, `performance.now`); 0 for one found at start. */
  begunAt: number;
}

export interface LaneOptions<Row> {
  table: TableName;
  folder: string;
  files: Files;
  encode: (writer: RowWriter, row: Row) => void;
  maxBytes: number;
  /** Asked when a segment is begun. */
  maxAgeMs: () => number;
  onSealed: (segment: Segment) => void;
  onSync: (milliseconds: number) => void;
  /** The disk is full; the group that met it was refused. */
  onFull: () => Promise<void>;
  /** The disk failed: nothing may be acknowledged any more. */
  onBroken: (error: Error) => void;
  /** Why nothing may be acknowledged, whichever lane met it; empty while all is well. */
  broken: () => string;
}

/** What was appended while the previous group was being made durable. */
interface Group {
  writer: RowWriter;
  touched: Touched;
  waiting: { resolve: () => void; reject: (error: Error) => void }[];
}

interface OpenSegment {
  segment: Segment & { rows: number; touched: Touched };
  file: AppendFile;
  sealAt: number;
}

/** Bytes that may wait in memory for a disk that does not keep up. */
const MAX_WAITING = 128 << 20;

const newGroup = (): Group => ({ writer: new RowWriter(1 << 20), touched: new Map(), waiting: [] });
const isFull = (error: unknown): boolean => {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOSPC' || code === 'EDQUOT';
};
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** The journal of one table: groups of rows go into one segment after another, each group synced before it is acknowledged. */
export class Lane<Row extends { project: string; time: number }> {
  readonly #options: LaneOptions<Row>;
  #filling = newGroup();
  #spare = newGroup();
  #open: OpenSegment | undefined;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sealNow = false;

  constructor(options: LaneOptions<Row>) {
    this.#options = options;
  }

  /** Resolves once the rows are durable. All of them or none. */
  async append(rows: readonly Row[]): Promise<void> {
    const { writer, touched, waiting } = this.#filling;
    if (writer.size > MAX_WAITING) throw new Overloaded('the disk does not keep up with the journal', 2);
    const { size, rows: before } = writer;
    try {
      for (const row of rows) {
        this.#options.encode(writer, row);
        touch(touched, row.project, row.time);
      }
    } catch (error) {
      writer.rewind(size, before);
      throw error;
    }
    const durable = new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    this.#run();
    await durable;
  }

  /** When the segment was begun that is open now; Infinity when none is. */
  get begunAt(): number {
    return this.#open?.segment.begunAt ?? Number.POSITIVE_INFINITY;
  }

  /** Seals what is open. Resolves when everything appended so far is sealed (or refused). */
  async seal(): Promise<void> {
    const { waiting } = this.#filling;
    if (waiting.length) await new Promise<void>((done) => waiting.push({ resolve: done, reject: () => done() }));
    this.#sealNow = true;
    while (this.#sealNow) {
      this.#run();
      await this.#running;
    }
  }

  #run(): void {
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
      if (this.#filling.waiting.length || this.#sealNow) this.#run();
    });
  }

  async #drain(): Promise<void> {
    do {
      const group = this.#filling;
      if (group.waiting.length) {
        this.#filling = this.#spare;
        await this.#write(group);
        group.waiting = [];
        group.touched = new Map();
        group.writer.rewind();
        this.#spare = group;
      }
      if (this.#sealNow || this.#due()) {
        await this.#close();
        this.#sealNow = false;
      }
    } while (this.#filling.waiting.length);
  }

  async #write(group: Group): Promise<void> {
    const refuse = (error: Error): void => {
      for (const { reject } of group.waiting) reject(error);
    };
    const broken = this.#options.broken();
    // A new file on a disk that has just failed may take a sync and keep nothing.
    if (broken) return refuse(new Overloaded(`the journal cannot write: ${broken}`, 60));
    try {
      const open = await this.#segment();
      await this.#durably(open, group);
      // Another lane's sync of the folder failed meanwhile: the kernel may have forgotten this file's name with it.
      const since = this.#options.broken();
      if (since) return refuse(new Overloaded(`the journal cannot write: ${since}`, 60));
      for (const { resolve } of group.waiting) resolve();
    } catch (error) {
      if (isFull(error)) {
        refuse(new Overloaded('the disk of the journal is full', 30));
        await this.#options.onFull();
      } else {
        this.#options.onBroken(asError(error));
        refuse(new Overloaded(`the journal cannot write: ${asError(error).message}`, 60));
      }
    }
  }

  async #durably({ file, segment }: OpenSegment, { writer, touched }: Group): Promise<void> {
    try {
      await file.write(writer.bytes());
      const start = performance.now();
      await file.sync();
      this.#options.onSync(performance.now() - start);
    } catch (error) {
      // After a failed sync the kernel may have dropped what it could not write and report success next time, so this
      // file is never synced again: what was acknowledged before is kept, the rest is cut off and refused.
      if (!isFull(error)) this.#options.onBroken(asError(error));
      await this.#abandon();
      throw error;
    }
    segment.bytes += writer.size;
    segment.rows += writer.rows;
    for (const [project, minutes] of touched) {
      const known = segment.touched.get(project);
      if (known) for (const minute of minutes) known.add(minute);
      else segment.touched.set(project, minutes);
    }
  }

  async #segment(): Promise<OpenSegment> {
    if (this.#open) return this.#open;
    const { table, folder, files, maxAgeMs, onBroken } = this.#options;
    const id = `${table}-${String(Date.now()).padStart(14, '0')}-${randomBytes(6).toString('hex')}`;
    const path = `${folder}/${id}.open`;
    const file = await files.create(path);
    try {
      await files.syncFolder(folder);
    } catch (error) {
      // Whatever its code, a full disk's too: another lane's new file may have lost its name, and the next sync says all
      // is well. So that lane has to hear of it before it acknowledges, not after the clearing up.
      const failed = new Error(`syncing the folder failed: ${asError(error).message}`);
      onBroken(failed);
      await file.close().catch(() => {});
      await files.remove(path).catch(() => {});
      throw failed;
    }
    const age = maxAgeMs();
    this.#open = {
      segment: { table, id, path, bytes: 0, rows: 0, touched: new Map(), begunAt: performance.now() },
      file,
      sealAt: performance.now() + age,
    };
    this.#timer = setTimeout(() => void this.seal(), age);
    return this.#open;
  }

  #due(): boolean {
    const open = this.#open;
    return open !== undefined && (open.segment.bytes >= this.#options.maxBytes || performance.now() >= open.sealAt);
  }

  async #close(): Promise<void> {
    const open = this.#take();
    if (!open) return;
    await open.file.close().catch(() => {});
    await this.#handOver(open.segment);
  }

  async #abandon(): Promise<void> {
    const open = this.#take();
    if (!open) return;
    // When cutting fails the file stays `.open`: the next start cuts it where its rows stop being whole.
    const cut = await open.file.truncate(open.segment.bytes).then(
      () => true,
      () => false,
    );
    await open.file.close().catch(() => {});
    if (cut) await this.#handOver(open.segment);
  }

  #take(): OpenSegment | undefined {
    const open = this.#open;
    this.#open = undefined;
    clearTimeout(this.#timer);
    return open;
  }

  async #handOver(segment: Segment): Promise<void> {
    const { folder, files, onSealed, onBroken } = this.#options;
    try {
      if (segment.bytes === 0) return await files.remove(segment.path);
      const path = `${folder}/${segment.id}.rows`;
      await files.rename(segment.path, path);
      onSealed({ ...segment, path });
    } catch (error) {
      // Its rows are acknowledged: they are loaded under the old name, which the next start understands too.
      if (segment.bytes > 0) onSealed({ ...segment });
      if (!isFull(error)) onBroken(asError(error));
    }
  }
}
