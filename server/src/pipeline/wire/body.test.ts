import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAdmission, type Pass } from './admission.ts';
import { readBody } from './body.ts';
import { BodyTimeout, BodyTooLarge, MalformedBody } from './errors.ts';

const LIMIT = 100_000;

let server: Server;
let port: number;
let read: Promise<Buffer>;
let reading: () => void;
let pass: Pass;
beforeEach(async () => {
  pass = createAdmission().enter();
  server = createServer((incoming: IncomingMessage, outgoing) => {
    read = readBody(incoming, { maxBytes: LIMIT, pass, idleMs: 100 });
    read.catch(() => {}).finally(() => outgoing.end());
    reading();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Opens a request and sends the chunks, each as its own write; `end` closes the body. */
async function begin(chunks: Uint8Array[], { encoding = 'identity', end = true } = {}) {
  const started = new Promise<void>((done) => {
    reading = done;
  });
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-encoding: ${encoding}\r\ntransfer-encoding: chunked\r\n\r\n`);
  await started;
  for (const chunk of chunks) {
    if (chunk.length > 0)
      socket.write(Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]));
  }
  if (end) socket.write('0\r\n\r\n');
  return socket;
}

test('a body is the same however it is split, packed or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 2000 }),
      fc.array(fc.nat(2000)),
      fc.boolean(),
      async (bytes, cuts, packed) => {
        const sent = packed ? gzipSync(bytes) : Buffer.from(bytes);
        const at = [0, ...cuts.map((cut) => Math.min(cut, sent.length)), sent.length].toSorted((a, b) => a - b);
        const chunks = at.slice(1).map((to, i) => sent.subarray(at[i], to));
        const socket = await begin(chunks, { encoding: packed ? 'gzip' : 'identity' });
        expect(Buffer.compare(await read, bytes)).toBe(0);
        socket.destroy();
      },
    ),
    { numRuns: 50 },
  );
});

test('exactly the limit is read, a byte more is not, packed or not', async () => {
  for (const [size, packed] of [
    [LIMIT, false],
    [LIMIT, true],
    [LIMIT + 1, false],
    [LIMIT + 1, true],
  ] as const) {
    const bytes = Buffer.alloc(size, 'x');
    const socket = await begin([packed ? gzipSync(bytes) : bytes], { encoding: packed ? 'gzip' : 'identity' });
    if (size > LIMIT) await expect(read).rejects.toBeInstanceOf(BodyTooLarge);
    else expect(await read).toHaveLength(size);
    socket.destroy();
  }
});

test('a sender that goes silent is given up on', async () => {
  const socket = await begin([Buffer.from('some')], { end: false });
  await expect(read).rejects.toBeInstanceOf(BodyTimeout);
  socket.destroy();
});

test('a sender that trickles is not', async () => {
  const socket = await begin([Buffer.from('a')], { end: false });
  for (let i = 0; i < 4; i++) {
    await sleep(40);
    socket.write('1\r\nb\r\n');
  }
  socket.write('0\r\n\r\n');
  expect((await read).toString()).toBe('abbbb');
  socket.destroy();
});

test('a sender that hangs up is noticed at once', async () => {
  const socket = await begin([Buffer.from('some')], { end: false });
  socket.destroy();
  await expect(read).rejects.toBeInstanceOf(MalformedBody);
});
