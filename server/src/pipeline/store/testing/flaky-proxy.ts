import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What the way to the server does. `pass`: nothing. `refuse`: connections are reset. `swallow`: takes what is sent, answers
 * nothing, and drops it, as a half-open connection looks. `deaf`: what is sent arrives, the answers do not.
 */
export type Mode = 'pass' | 'refuse' | 'swallow' | 'deaf';

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
    inside.on('data', (chunk) => mode !== 'swallow' && outside.write(chunk));
    outside.on('data', (chunk) => mode === 'pass' && inside.write(chunk));
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
