import { chmodSync, chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Owner } from './owner.ts';

export const SOCKET_PREFIX = 'telltale-pg-';

/** A private folder for PostgreSQL's socket: only its account (and root) enters. Socket paths may have ~100 bytes
 * and PostgreSQL reads a list, so an odd TMPDIR will not do. */
export function makeSocketDirectory(owner: Owner | undefined): string {
  const base = /^[\w./-]{1,60}$/.test(tmpdir()) ? tmpdir() : '/tmp';
  const directory = mkdtempSync(join(base, SOCKET_PREFIX));
  chmodSync(directory, 0o700);
  if (owner) chownSync(directory, owner.uid, owner.gid);
  return directory;
}
