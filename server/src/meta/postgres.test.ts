import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../lib/log.ts';
import { findBinaries, locate } from './postgres/binaries.ts';
import { clusterOwner } from './postgres/owner.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { folder, remove } from './testing.ts';

const log = createLog('silent');
const isRoot = process.getuid?.() === 0;
/** Can an ordinary account run this checkout at all? Not below /root. */
const othersCanRead =
  isRoot && spawnSync('test', ['-r', locate()], { ...clusterOwner('/nowhere'), cwd: '/' }).status === 0;
let data: string;
let directory: string;
let opened: Postgres[];
let children: ChildProcess[];

beforeEach(() => {
  data = folder();
  directory = join(data, 'postgres');
  opened = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  for (const postgres of opened) await postgres.close();
  remove(data);
});

async function start(): Promise<Postgres> {
  const postgres = await startPostgres({ directory, log });
  opened.push(postgres);
  return postgres;
}

async function ask(postgres: Postgres, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(postgres.connection);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function until(check: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 40_000; !(await check()); await new Promise((wait) => setTimeout(wait, 20))) {
    if (Date.now() > end) throw new Error('still not so after 40 s');
  }
}

/** Another process that runs a PostgreSQL on `directory` and prints its id; `uid` = as whom. */
async function startElsewhere(at: string, uid?: number): Promise<{ parent: ChildProcess; pid: number }> {
  const program = `
    const { startPostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)});
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const postgres = await startPostgres({ directory: ${JSON.stringify(at)}, log });
    process.on('SIGTERM', () => postgres.close().then(() => process.exit(0)));
    console.log('pid ' + postgres.pid() + ' uid ' + process.getuid());
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../../..'),
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: { PATH: process.env.PATH, HOME: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(parent);
  let said = '';
  return new Promise((done, fail) => {
    parent.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    parent.stdout?.on('data', (chunk: Buffer) => {
      const pid = /pid (\d+)/.exec(chunk.toString())?.[1];
      if (pid) done({ parent, pid: Number(pid) });
    });
    parent.once('exit', (code) => fail(new Error(`ended with ${code}: ${said}`)));
  });
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('the embedded PostgreSQL', () => {
  it('keeps what was written over a restart, with fsync on, listening on no network', async () => {
    const first = await start();
    await ask(first, 'create table kept as select 42 as n');
    const socket = first.connection.host;
    await first.close();
    expect(existsSync(socket)).toBe(false);
    const second = await start();
    expect(await ask(second, 'select n from kept')).toEqual([{ n: 42 }]);
    const settings = await ask(second, `select current_setting('fsync') f, current_setting('listen_addresses') l`);
    expect(settings).toEqual([{ f: 'on', l: '' }]);
  });

  it('comes back by itself after kill -9, with every committed row', async () => {
    const postgres = await start();
    await ask(postgres, 'create table kept (n int)');
    for (let round = 1; round <= 3; round++) {
      await ask(postgres, `insert into kept values (${round})`);
      process.kill(postgres.pid() ?? 0, 'SIGKILL');
      await until(() => postgres.restarts() === round && postgres.pid() !== undefined);
      expect(await ask(postgres, 'select count(*)::int n from kept')).toEqual([{ n: round }]);
    }
  });

  it('takes over from the orphan of a killed server', async () => {
    const { parent, pid } = await startElsewhere(directory);
    parent.kill('SIGKILL');
    await until(() => !lives(parent.pid ?? 0));
    expect(lives(pid)).toBe(true);
    const socket = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[4] ?? '';
    expect(existsSync(socket)).toBe(true);
    const postgres = await start();
    expect(existsSync(socket)).toBe(false);
    // It has ended; whoever inherits orphans here may take a moment to notice.
    await until(() => !lives(pid));
    expect(postgres.pid()).not.toBe(pid);
    expect(await ask(postgres, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('refuses a directory that a living server uses, and leaves that one alone', async () => {
    const { parent, pid } = await startElsewhere(directory);
    await expect(start()).rejects.toThrow('in use by another Telltale server');
    expect(lives(pid)).toBe(true);
    parent.kill('SIGTERM');
    await until(() => !lives(pid));
  });

  it('does not stop a foreign process whose id a stale pid file names', async () => {
    await (await start()).close();
    const bystander = spawn('sleep', ['60']);
    children.push(bystander);
    writeFileSync(join(directory, 'postmaster.pid'), `${bystander.pid}\n${directory}\n1\n5432\n\n\n1 1\nready   \n`);
    // PostgreSQL itself takes a living process of that id for its owner only when it is one of its account.
    await start().catch(() => {});
    expect(bystander.exitCode ?? bystander.signalCode).toBe(null);
  });

  it('starts anew after a first start that died half-way', async () => {
    mkdirSync(`${directory}.new/base`, { recursive: true });
    writeFileSync(`${directory}.new/PG_VERSION`, '18\n');
    expect(await ask(await start(), 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('says in one line that the data are of another version', async () => {
    await (await start()).close();
    writeFileSync(join(directory, 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 17, this version runs PostgreSQL 18/);
  });

  it('works below a path longer than a socket address', async () => {
    directory = join(data, 'x'.repeat(90), 'y'.repeat(90), 'postgres');
    const postgres = await start();
    expect(await ask(postgres, 'select 1 as n')).toEqual([{ n: 1 }]);
    if (process.platform === 'linux') await expect(startPostgres({ directory, log })).rejects.toThrow('in use');
  });

  it('closes while it is being restarted, leaving nothing behind', async () => {
    const postgres = await start();
    const pid = postgres.pid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await postgres.close();
    await until(
      () =>
        !existsSync(join(directory, 'postmaster.pid')) ||
        !lives(Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[0])),
    );
  });

  it.runIf(isRoot && process.platform === 'linux')(
    'runs as another account when started by root, below a folder only root enters',
    async () => {
      chmodSync(data, 0o700);
      const postgres = await start();
      const status = readFileSync(`/proc/${postgres.pid()}/status`, 'utf8');
      expect(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])).toBe(clusterOwner(directory)?.uid);
      expect(clusterOwner(directory)?.uid).not.toBe(0);
    },
  );

  it.runIf(isRoot && othersCanRead)('runs as an ordinary user', async () => {
    const home = join(data, 'home');
    mkdirSync(home);
    chmodSync(data, 0o755);
    const { uid, gid } = clusterOwner(directory) ?? { uid: 65_534, gid: 65_534 };
    chownSync(home, uid, gid);
    const { parent, pid } = await startElsewhere(join(home, 'postgres'), uid);
    expect(lives(pid)).toBe(true);
    parent.kill('SIGTERM');
    await until(() => !lives(pid));
  });
});

describe('its programs', () => {
  it('are made runnable when npm ran no install script', () => {
    const owner = clusterOwner(directory);
    const bare = join(data, 'package');
    cpSync(locate(), bare, { recursive: true, verbatimSymlinks: true });
    const links: { target: string }[] = JSON.parse(readFileSync(join(bare, 'native/pg-symlinks.json'), 'utf8'));
    for (const { target } of links) rmSync(join(bare, target), { force: true });
    for (const program of ['initdb', 'postgres']) chmodSync(join(bare, 'native/bin', program), 0o644);
    chmodSync(data, 0o755);
    expect(findBinaries(owner, join(data, 'copy'), bare)).toMatchObject({
      postgres: join(bare, 'native/bin/postgres'),
    });
  });

  it.runIf(isRoot)('are copied where the account can read them', () => {
    const hidden = join(data, 'hidden');
    const bare = join(hidden, 'package');
    cpSync(locate(), bare, { recursive: true, verbatimSymlinks: true });
    chmodSync(data, 0o755);
    chmodSync(hidden, 0o700);
    const { postgres } = findBinaries(clusterOwner(directory), join(data, 'copy'), bare);
    expect(postgres.startsWith(join(data, 'copy'))).toBe(true);
    expect(findBinaries(clusterOwner(directory), join(data, 'copy'), bare).postgres).toBe(postgres);
  });
});
