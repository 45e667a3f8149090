import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What the way to the server does. `pass`: nothing. `refuse`: connections are reset. `swallow`: takes what is sent, answers
 * nothing, and drops it, as a half-open connection looks. `deaf`: what is sent arrives, the answers do not.
 * `slow`: all of it, a while later.
 */
export type Mode = 'pass' | 'refuse' | 'swallow' | 'deaf' | 'slow';

const SLOW_MS = 50;

export interface FlakyProxy {
  url: string;
  /** Changes the way, for the connections that are open too. */
  mode: Mode;
  /** Connections that are open to it. */
  connections(): number;
  close(): Promise<void>;
}

/** A TCP proxy to `target` on a free port of 127.0.0.1. */
export async function startFlakyProxy(target: string): Promise<FlakyProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let mode: Mode = 'pass';
  const server = createServer((inside) => {
    if (mode === 'refuse') return void inside.resetAndDestroy();
    const outside = connect(Number(port), hostname);
    open.add(inside);
    const carry = (to: Socket, chunk: Buffer): void => {
      if (mode === 'slow') setTimeout(() => to.write(chunk), SLOW_MS);
      else to.write(chunk);
    };
    inside.on('data', (chunk: Buffer) => mode !== 'swallow' && carry(outside, chunk));
    outside.on('data', (chunk: Buffer) => mode !== 'swallow' && mode !== 'deaf' && carry(inside, chunk));
    inside.on('error', () => {});
    outside.on('error', () => {});
    inside.on('close', () => {
      open.delete(inside);
      outside.destroy();
    });
    outside.on('close', () => mode === 'pass' && inside.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get mode() {
      return mode;
    },
    set mode(next) {
      mode = next;
      if (next === 'refuse') for (const socket of open) socket.resetAndDestroy();
    },
    connections: () => open.size,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
