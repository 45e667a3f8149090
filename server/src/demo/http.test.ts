import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { DemoRefused, overHttp } from './http.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function serve(
  answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    answer(request, Buffer.concat(chunks), response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  ends.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('sends gzipped JSON with the key, and counts what was refused', async () => {
  const url = await serve((request, body, response) => {
    expect([request.url, request.headers.authorization]).toEqual(['/v1/traces', 'Bearer tt_abcd_secret']);
    expect(gunzipSync(body).toString()).toBe('{"resourceSpans":[]}');
    response.end('{"partialSuccess":{"rejectedSpans":"3"}}');
  });
  expect(await overHttp({ url, key: 'tt_abcd_secret' })(Buffer.from('{"resourceSpans":[]}'))).toBe(3);
});

test('tries again after as many seconds as the server asks for', async () => {
  const times: number[] = [];
  const url = await serve((_request, _body, response) => {
    times.push(performance.now());
    if (times.length === 1) response.writeHead(503, { 'retry-after': '1' });
    response.end('{}');
  });
  expect(await overHttp({ url })(Buffer.from('{}'))).toBe(0);
  expect(times[1]! - times[0]!).toBeGreaterThan(990);
});

test('says that a key is needed, and does not try again', async () => {
  let asked = 0;
  const url = await serve((_request, _body, response) => {
    asked++;
    response.writeHead(401).end('{}');
  });
  await expect(overHttp({ url })(Buffer.from('{}'))).rejects.toThrow(/a key with the scope `ingest` is needed/);
  expect(asked).toBe(1);
});

test('says when no server answers', async () => {
  const url = await serve(() => {});
  for (const end of ends.splice(0)) end();
  await expect(overHttp({ url })(Buffer.from('{}'))).rejects.toThrow(DemoRefused);
});
