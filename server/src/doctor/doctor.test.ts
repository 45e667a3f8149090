import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { examine } from '../doctor.ts';
import { type Finding, line } from './check.ts';
import { checkClock, checkDescriptors, checkFolder, checkMemory, checkNode } from './machine.ts';
import { checkCounters, checkServer } from './server.ts';
import { checkEngine, checkPostgres } from './stores.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'telltale-test-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

const states = (findings: Finding[]): Record<string, string> =>
  Object.fromEntries(findings.map(({ name, state }) => [name, state]));

test('a Node that is too old fails', () => {
  expect(checkNode('20.18.3').state).toBe('fail');
  expect(checkNode('20.19.0').state).toBe('ok');
  expect(checkNode('24.1.0').state).toBe('ok');
});

test('a data folder that does not exist yet is judged by the one above it', () => {
  const data = join(folder(), 'a', 'b');
  expect(checkFolder({ data })[0]).toMatchObject({ state: 'ok', says: expect.stringContaining('made at first start') });
});

test('a file in the place of the data folder fails', () => {
  const path = join(folder(), 'file');
  writeFileSync(path, '', { mode: 0o400 });
  expect(checkFolder({ data: path })[0]).toMatchObject({ name: 'data folder', state: 'fail' });
});

test('too few descriptors, an engine larger than the machine, and a clock never set are told', () => {
  const limits = join(folder(), 'limits');
  writeFileSync(limits, 'Limit  Soft  Hard\nMax open files            256                  4096  files\n');
  expect(checkDescriptors(limits)).toMatchObject([{ state: 'warn', says: 'limit 256' }]);
  expect(checkMemory({ engineMemoryBytes: 1e15, clickhouseUrl: undefined }).state).toBe('warn');
  expect(checkClock(0).state).toBe('fail');
  expect(checkClock(Date.now() - 60_000).state).toBe('warn');
  expect(checkClock().state).toBe('ok');
});

test('the embedded stores are run, and a server that does not answer fails with what to do', async () => {
  expect(await checkEngine({ clickhouseUrl: undefined })).toMatchObject({ state: 'ok' });
  expect(await checkPostgres({ postgresUrl: undefined, data: folder() })).toMatchObject({ state: 'ok' });
  const port = await listening(createServer((socket) => socket.destroy()));
  expect(await checkEngine({ clickhouseUrl: `http://127.0.0.1:${port}` })).toMatchObject({
    state: 'fail',
    advice: expect.stringContaining('TELLTALE_CLICKHOUSE_URL'),
  });
  expect(await checkPostgres({ postgresUrl: `postgres://127.0.0.1:${port}/x`, data: '' })).toMatchObject({
    state: 'fail',
    advice: expect.stringContaining('TELLTALE_POSTGRES_URL'),
  });
}, 30_000);

test('a port taken by somebody else fails, by a Telltale server it does not', async () => {
  const stranger = await listening(createServer((socket) => socket.destroy()));
  const address = { host: '127.0.0.1', grpcPort: null };
  expect(states(await checkServer({ ...address, port: stranger }))).toEqual({ port: 'fail' });

  const telltale = await listening(
    createHttp((request, response) => {
      if (request.url === '/healthz') response.end('{"status":"ok"}');
      else if (request.url === '/readyz')
        response.writeHead(503).end('{"status":"not ready","engine":false,"disk":true}');
      else response.end('telltale_received_total{signal="spans"} 3\ntelltale_accepted_total{signal="spans"} 3\n');
    }),
  );
  const found = await checkServer({ ...address, port: telltale });
  expect(states(found)).toEqual({ port: 'ok', server: 'fail', 'server clock': 'ok', counters: 'ok', lag: 'ok' });
  expect(found.find(({ name }) => name === 'server')?.says).toBe('not ready: engine');
});

test('counters that do not add up, and segments that were refused, are told', () => {
  const text = [
    'telltale_received_total{signal="spans"} 10',
    'telltale_accepted_total{signal="spans"} 7',
    'telltale_rejected_total{signal="spans",reason="invalid"} 1',
    'telltale_rejected_total{signal="spans",reason="old"} 1',
    'telltale_received_total{signal="logs"} 2',
    'telltale_accepted_total{signal="logs"} 2',
    'telltale_journal_lag_seconds 90',
    'telltale_rejected_segments 1',
  ].join('\n');
  expect(checkCounters(text)).toMatchObject([
    { name: 'counters', state: 'fail', says: 'received ≠ accepted + rejected for spans' },
    { name: 'lag', state: 'warn' },
    { name: 'segments', state: 'fail' },
  ]);
});

test('a variable nobody knows ends the examination with its name', async () => {
  const found: Finding[] = [];
  for await (const finding of examine({ TELLTALE_PROT: '1' })) found.push(finding);
  expect(found.at(-1)).toMatchObject({
    name: 'configuration',
    state: 'fail',
    says: expect.stringContaining('TELLTALE_PROT'),
  });
  expect(line(found.at(-1)!)).toMatch(/^fail {2}configuration .* → docs\/reference\/config\.md/);
});
