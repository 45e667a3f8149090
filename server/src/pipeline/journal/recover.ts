import type { Log } from '../../lib/log.ts';
import type { Files } from './files.ts';
import { walkRows } from './frame.ts';
import type { Segment } from './lane.ts';
import { TABLE_NAMES } from './tables.ts';

export interface Recovered {
  /** Sealed segments, oldest first. */
  segments: Segment[];
  /** Bytes of rows that a crash had cut short, never acknowledged. */
  cutBytes: number;
  /** When the oldest of them was begun: ms since the epoch. */
  since: number | undefined;
}

const NAME = /^([a-z]+)-(\d{14})-[0-9a-f]{12}\.(open|rows)$/;

/**
 * Finds what an earlier process left. Files that were still being written are cut behind their last whole row; sealed
 * ones are taken as they are and checked when they are loaded, so that a long backlog does not hold up the start.
 */
export async function recover(folder: string, files: Files, log: Log): Promise<Recovered> {
  const found = (await files.list(folder)).flatMap(({ name, size }) => {
    const match = NAME.exec(name);
    const table = TABLE_NAMES.find((known) => known === match?.[1]);
    return match && table ? [{ table, name, size, stamp: match[2] ?? '', open: match[3] === 'open' }] : [];
  });
  found.sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
  const recovered: Recovered = { segments: [], cutBytes: 0, since: found[0] && Number(found[0].stamp) };
  for (const { table, name, size, open } of found) {
    const id = name.slice(0, name.lastIndexOf('.'));
    const segment: Segment = {
      table,
      id,
      path: `${folder}/${name}`,
      bytes: size,
      rows: undefined,
      touched: undefined,
      begunAt: 0,
    };
    if (open) {
      recovered.cutBytes += await cutTail(segment, files, log);
      if (segment.bytes === 0) {
        await files.remove(segment.path);
        continue;
      }
      const path = `${folder}/${id}.rows`;
      await files.rename(segment.path, path);
      segment.path = path;
    }
    recovered.segments.push(segment);
  }
  await files.syncFolder(folder);
  return recovered;
}

/**
 * Checks every row, cuts the file behind the last whole one and fills in what the segment holds. Returns the bytes cut.
 * With `keepIn` they go there first: behind the damage of a sealed segment may be acknowledged rows a person can still save.
 */
export async function cutTail(segment: Segment, files: Files, log: Log, keepIn?: string): Promise<number> {
  const bytes = await files.read(segment.path);
  const { good, rows, touched } = walkRows(bytes);
  const cut = bytes.length - good;
  if (cut > 0) {
    log.warn({ segment: segment.id, rows, cut_bytes: cut }, 'journal: cut a damaged tail');
    if (keepIn) await keep(`${keepIn}/${segment.id}-from-${good}.bytes`, bytes.subarray(good), files);
    await files.truncate(segment.path, good);
  }
  segment.bytes = good;
  segment.rows = rows;
  segment.touched = touched;
  return cut;
}

async function keep(path: string, bytes: Buffer, files: Files): Promise<void> {
  await files.remove(path);
  const file = await files.create(path);
  try {
    await file.write(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
