import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');

/** Runs a program with the terminal's own input and output. Ends this process when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) console.error(`telltale: cannot run ${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs `make` unless what it made is fresh: `stamp` holds the hash of `inputs` (files or folders) it was last made from. */
export function unlessFresh(stamp, inputs, make) {
  const hash = hashOf(inputs);
  const path = join(ROOT, stamp);
  if (existsSync(path) && readFileSync(path, 'utf8') === hash) return false;
  rmSync(path, { force: true });
  make();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, hash);
  return true;
}

function hashOf(inputs) {
  const hash = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap((input) => filesOf(join(ROOT, input)))) {
    hash.update(`${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  const entries = (folder) => readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const walk = (folder) =>
    entries(folder).flatMap((entry) =>
      entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  try {
    return walk(path);
  } catch {
    return [path];
  }
}

/** Installs the dependencies of the lockfile, unless they are there. */
export function install() {
  unlessFresh('node_modules/.telltale-installed', ['package.json', 'package-lock.json', '.npmrc'], () => {
    console.error('telltale: installing dependencies');
    run('npm', ['ci', '--no-audit', '--no-fund']);
  });
}

/** Builds server and dashboard, each unless it is fresh. */
export async function build() {
  const shared = ['package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs'];
  const { buildServer, buildWeb } = await import('./build.mjs');
  unlessFresh('server/dist/.build-stamp', [...shared, 'server/src', 'server/package.json'], buildServer);
  unlessFresh(
    'web/dist/.build-stamp',
    [...shared, 'web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'web/package.json'],
    buildWeb,
  );
}
