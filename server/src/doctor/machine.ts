import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { disk } from '../api/health.ts';
import type { Config } from '../config.ts';
import { type Finding, fail, messageOf, ok, warn } from './check.ts';

const GIB = 1024 ** 3;
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

/** Below the first the server stops taking data, below the second a busy day may fill it. */
const FREE_NEEDED = GIB / 4;
const FREE_WANTED = 5 * GIB;
/** The engine opens several files for each part it reads. */
const DESCRIPTORS = 4096;
const CLOCK_MS = 2000;
/** A clock before this was never set. */
const EARLIEST = Date.parse('2026-01-01T00:00:00Z');

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? ok('node', version)
    : fail('node', version, 'install Node 20.19 or later');
}

/** The data folder, or the nearest folder above it that exists, must take files. */
export function checkFolder({ data }: Pick<Config, 'data'>): Finding[] {
  const folder = nearest(data);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return [fail('data folder', messageOf(error), 'give this account the folder, or set TELLTALE_DATA to another')];
  }
  const writable = ok('data folder', folder === data ? data : `${data} (made at first start)`);
  const { free_bytes: free } = disk(folder);
  const says = `${gib(free)} free`;
  if (free < FREE_NEEDED) return [writable, fail('disk', says, 'make room: below 0.25 GiB nothing is taken in')];
  if (free < FREE_WANTED)
    return [writable, warn('disk', says, 'make room, or set TELLTALE_RETENTION_DAYS lower; docs/guide/operate.md')];
  return [writable, ok('disk', says)];
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

export function checkMemory({
  engineMemoryBytes,
  clickhouseUrl,
}: Pick<Config, 'engineMemoryBytes' | 'clickhouseUrl'>): Finding {
  const total = totalmem();
  const says = `${gib(total)}, of which the engine may take ${gib(engineMemoryBytes)}`;
  if (clickhouseUrl) return ok('memory', gib(total));
  return engineMemoryBytes < total * 0.6
    ? ok('memory', says)
    : warn('memory', says, 'set TELLTALE_ENGINE_MEMORY_BYTES to at most half of it');
}

/** Linux tells; elsewhere there is nothing to say. */
export function checkDescriptors(limits = '/proc/self/limits'): Finding[] {
  if (!existsSync(limits)) return [];
  const [, limit = ''] = /^Max open files\s+(\S+)/m.exec(readFileSync(limits, 'utf8')) ?? [];
  const enough = limit === 'unlimited' || Number(limit) >= DESCRIPTORS;
  return [
    enough
      ? ok('open files', `limit ${limit}`)
      : warn('open files', `limit ${limit}`, `raise it to ${DESCRIPTORS} or more (ulimit -n, LimitNOFILE=)`),
  ];
}

/** Compares the clock with that of the file system, which differs on network storage. */
export function checkClock(now = Date.now()): Finding {
  if (now < EARLIEST) return fail('clock', new Date(now).toISOString(), 'set the clock: times of calls would be wrong');
  const folder = mkdtempSync(join(tmpdir(), 'telltale-doctor-'));
  try {
    writeFileSync(join(folder, 'now'), '');
    const off = Math.abs(statSync(join(folder, 'now')).mtimeMs - now);
    return off < CLOCK_MS
      ? ok('clock', new Date(now).toISOString())
      : warn('clock', `${Math.round(off / 1000)} s off from the file system's`, 'let NTP set both');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
