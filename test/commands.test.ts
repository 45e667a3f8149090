import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, type RunningServer, removeFolder, startServer, temporaryFolder } from './server.ts';

const CLI = resolve(import.meta.dirname, '../server/bin/telltale.mjs');

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end with these settings and no others. */
function telltale(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TELLTALE_LOG_LEVEL: 'silent', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      ended.stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      ended.stderr += chunk.toString();
    });
    child.on('exit', (code) => done({ ...ended, code }));
  });
}

const data = temporaryFolder();
let taken: Server;
let takenPort: string;

beforeAll(async () => {
  taken = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => taken.once('listening', listening));
  const address = taken.address();
  takenPort = String(typeof address === 'object' ? address?.port : 0);
});
afterAll(() => {
  taken.close();
  removeFolder(data);
});

describe('bad configuration ends with one clear line and exit code 2', () => {
  const file = join(data, 'a-file');
  const cases: [what: string, env: () => Record<string, string>, says: RegExp][] = [
    ['an unknown variable', () => ({ TELLTALE_PROT: '1' }), /^telltale: TELLTALE_PROT: unknown variable/],
    ['a malformed value', () => ({ TELLTALE_PORT: 'http' }), /^telltale: TELLTALE_PORT: /],
    [
      'half an owner',
      () => ({ TELLTALE_ADMIN_EMAIL: 'a@b.example' }),
      /^telltale: TELLTALE_ADMIN_EMAIL and TELLTALE_ADMIN_PASSWORD/,
    ],
    [
      'a data folder that cannot be',
      () => ({ TELLTALE_DATA: join(file, 'below') }),
      /^telltale: TELLTALE_DATA: cannot write/,
    ],
    [
      'an HTTP port that is taken',
      () => ({ TELLTALE_PORT: takenPort }),
      /^telltale: TELLTALE_PORT: 127\.0\.0\.1:\d+ is taken/,
    ],
    [
      'a gRPC port that is taken',
      () => ({ TELLTALE_GRPC_PORT: takenPort }),
      /^telltale: TELLTALE_GRPC_PORT: 127\.0\.0\.1:\d+ is taken/,
    ],
    [
      'another address without an owner',
      () => ({ TELLTALE_HOST: '0.0.0.0' }),
      /^telltale: TELLTALE_HOST: refusing to listen/,
    ],
    [
      'a ClickHouse that is not there',
      () => ({ TELLTALE_CLICKHOUSE_URL: 'http://127.0.0.1:9' }),
      /^telltale: TELLTALE_CLICKHOUSE_URL: /,
    ],
  ];
  test.each(cases)('%s', async (_what, env, says) => {
    writeFileSync(file, '');
    const settings = { TELLTALE_DATA: join(data, 'state'), TELLTALE_PORT: '0', TELLTALE_GRPC_PORT: '0', ...env() };
    const { code, stderr } = await telltale(['serve'], settings);
    expect(stderr.trim()).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  test('an unknown command', async () => {
    const { code, stdout, stderr } = await telltale(['sevre']);
    expect(stderr).toMatch(/unknown command `sevre`/);
    expect(stdout).toMatch(/telltale <command>/);
    expect(code).toBe(2);
  });
});

describe('a running server', () => {
  let server: RunningServer;
  const folder = temporaryFolder();
  beforeAll(async () => {
    server = await startServer({ data: folder });
  });
  afterAll(async () => {
    await server?.stop();
    removeFolder(folder);
  });

  test('keeps a second one off its data folder', async () => {
    const { code, stderr } = await telltale(['serve'], {
      TELLTALE_DATA: folder,
      TELLTALE_PORT: '0',
      TELLTALE_GRPC_PORT: '0',
    });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/in use|another/i);
    expect(code).toBe(2);
    expect(await api(server, '/me')).toMatchObject({ mode: 'open' });
  });

  test('is found well by the doctor', async () => {
    const { port } = new URL(server.url);
    const { code, stdout } = await telltale(['doctor'], {
      TELLTALE_DATA: folder,
      TELLTALE_PORT: port,
      TELLTALE_GRPC_PORT: '0',
    });
    expect(stdout).not.toMatch(/^fail/m);
    expect(code).toBe(0);
  });

  test('is alive, ready, and says its numbers', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/api/openapi.json']) {
      expect((await fetch(server.url + path)).status, path).toBe(200);
    }
  });

  test('stops within ten seconds on SIGTERM, with exit code 0', async () => {
    const begun = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
