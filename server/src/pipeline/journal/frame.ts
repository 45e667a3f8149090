import { crc32 } from 'node:zlib';

/** Bytes before a row's content: `_len` and `_crc`. */
const FRAME = 8;
const MINUTE = 60_000_000;

/** Minutes (µs since the epoch) that rows of a segment fall into, by project. */
export type Touched = Map<string, Set<number>>;

/** Notes that a row of this project and time is among what is loaded. `time` in µs. */
export function touch(touched: Touched, project: string, time: number): void {
  const minute = time - (((time % MINUTE) + MINUTE) % MINUTE);
  const minutes = touched.get(project);
  if (minutes) minutes.add(minute);
  else touched.set(project, new Set([minute]));
}

export interface Walk {
  /** Bytes of whole, undamaged rows from the start. */
  good: number;
  rows: number;
  touched: Touched;
}

/** Walks the framed rows of a segment until its end or the first row that is cut short or damaged. */
export function walkRows(bytes: Buffer): Walk {
  const touched: Touched = new Map();
  let at = 0;
  let rows = 0;
  while (at + FRAME < bytes.length) {
    const start = at + FRAME;
    const end = start + bytes.readUInt32LE(at);
    if (end > bytes.length || end === start) break;
    if (crc32(bytes.subarray(start, end)) !== bytes.readUInt32LE(at + 4)) break;
    const project = readString(bytes, start);
    if (project.end + 8 > end) break;
    touch(touched, project.value, Number(bytes.readBigInt64LE(project.end)));
    at = end;
    rows++;
  }
  return { good: at, rows, touched };
}

function readString(bytes: Buffer, from: number): { value: string; end: number } {
  let length = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  return { value: bytes.toString('utf8', at, at + length), end: at + length };
}
