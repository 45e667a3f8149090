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

/** A PostgreSQL server as others run it: TCP, password. */
export async function startServer(): Promise<TestServer> {
  const directory = join(folder(), 'postgres');
  const cluster = await openCluster(directory);
  const sockets = makeSocketDirectory(cluster.owner);
  const port = await freePort();
  const child = await launch(cluster, sockets, silent, { listen_addresses: '127.0.0.1', port: String(port) });
  const admin = new pg.Client({ host: sockets, port, user: 'telltale', database: 'postgres' });
  await admin.connect();
  await admin.query(`alter role telltale password 'p@ss word'`);
  let made = 0;
  return {
    fresh: async () => {
      const name = `fresh_${++made}`;
      await admin.query(`create database ${name}`);
      return `postgres://telltale:${encodeURIComponent('p@ss word')}@127.0.0.1:${port}/${name}`;
    },
    close: async () => {
      await admin.end();
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      await ended;
      remove(sockets);
      remove(join(directory, '..'));
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
