import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { sloSchema } from '../model/slo.ts';
import { DEMO_GOALS, setGoals } from './goals.ts';

/** A server with so many goals that answers `status` to new ones. */
async function withServer(goals: number, status: number, work: (url: string) => Promise<void>): Promise<unknown[]> {
  const posted: unknown[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return response.end(JSON.stringify({ slos: Array(goals).fill({}) }));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    posted.push({ key: request.headers.authorization, ...JSON.parse(Buffer.concat(chunks).toString()) });
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.closeAllConnections();
  server.close();
  return posted;
}

test('sets goals that the API takes, where there are none', async () => {
  const posted = await withServer(0, 201, async (url) => {
    expect(await setGoals({ url, key: 'tt_a_b' })).toBe(2);
  });
  expect(posted).toEqual(DEMO_GOALS.map((goal) => ({ key: 'Bearer tt_a_b', ...goal })));
  for (const goal of DEMO_GOALS) expect(sloSchema.parse(goal)).toEqual({ ...goal, name: undefined });
});

test('leaves goals that are there alone, and is content when the key may not', async () => {
  expect(await withServer(1, 201, async (url) => expect(await setGoals({ url })).toBe(0))).toEqual([]);
  await withServer(0, 403, async (url) => expect(await setGoals({ url })).toBe(0));
});
