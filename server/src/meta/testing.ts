import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createLog } from '../lib/log.ts';
import { type Meta, openMeta } from './db.ts';
import { migrate } from './migrate.ts';
import { openCluster } from './postgres/cluster.ts';
import { launch } from './postgres/launch.ts';
import { makeSocketDirectory } from './postgres/socket.ts';

export const silent = createLog('silent');

export const folder = (): string => mkdtempSync(join(tmpdir(), 'telltale meta ')); // the blank is meant: paths have them

export const remove = (path: string): void =>
  rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });

export interface TestServer {
  /** URL of a new, empty database. */
  fresh: () => Promise<string>;
  close: () => Promise<void>;
}

/**
 * A PostgreSQL server as others run it: TCP, password. Our own programs play it, unless `TEST_POSTGRES_URL` names one (of
 * another version, say) whose user may create databases.
 */
export async function startServer(): Promise<TestServer> {
  const given = process.env.TEST_POSTGRES_URL;
  const own = given === undefined ? await playServer() : undefined;
  const url = new URL(given ?? own?.url ?? '');
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  const made: string[] = [];
  return {
    fresh: async () => {
      const name = `telltale_test_${randomBytes(6).toString('hex')}`;
      await admin.query(`create database ${name}`);
      made.push(name);
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
    close: async () => {
      if (!own) for (const name of made) await admin.query(`drop database ${name} with (force)`);
      await admin.end();
      await own?.close();
    },
  };
}

async function playServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const data = folder();
  const cluster = await openCluster(join(data, 'postgres'));
  const sockets = makeSocketDirectory(cluster.owner);
  const port = await freePort();
  const child = await launch(cluster, sockets, silent, { listen_addresses: '127.0.0.1', port: String(port) });
  const admin = new pg.Client({ host: sockets, port, user: 'telltale', database: 'postgres' });
  await admin.connect();
  await admin.query(`alter role telltale password 'p@ss word'`);
  await admin.end();
  return {
    url: `postgres://telltale:${encodeURIComponent('p@ss word')}@127.0.0.1:${port}/postgres`,
    close: async () => {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      await ended;
      remove(sockets);
      remove(data);
    },
  };
}

/** Both columns of the design: a fresh control plane on the embedded PostgreSQL, or on a server. */
export const KINDS = ['embedded', 'server'] as const;

export interface TestMeta {
  meta: Meta;
  close: () => Promise<void>;
}

export async function freshMeta(server: TestServer | undefined): Promise<TestMeta> {
  const data = folder();
  const meta = await openMeta({ config: { data, postgresUrl: await server?.fresh() }, log: silent });
  return {
    meta,
    close: async () => {
      await meta.close();
      remove(data);
    },
  };
}

/** Migrates once more, as the next start would. */
export async function migrateAgain({ db }: Meta): Promise<void> {
  const client = await db.$client.connect();
  await migrate(client).finally(() => client.release());
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
