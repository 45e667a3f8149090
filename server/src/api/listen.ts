import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { ConfigError } from '../config.ts';
import type { ApiEnv } from './context.ts';

/** Requests in flight at shutdown are given this long; streams end with it. */
const GRACE_MS = 3_000;

export interface Listening {
  port: number;
  /** Takes no more connections, lets running requests end, then cuts what is left. */
  close(): Promise<void>;
}

/** Serves the app over HTTP. Port 0 takes a free one. Throws `ConfigError` when the address cannot be had. */
export async function listen(app: Hono<ApiEnv>, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { headersTimeout: 20_000, requestTimeout: 300_000, keepAliveTimeout: 65_000, noDelay: true },
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refused(error, host, port)));
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

/** Why an address cannot be listened on, in the words of the settings. */
export function refused(
  { code, message }: NodeJS.ErrnoException,
  host: string,
  port: number,
  setting = 'TELLTALE_PORT',
): Error {
  // gRPC's error has no code but what it wraps in words.
  if (code === 'EADDRINUSE' || message.includes('EADDRINUSE'))
    return new ConfigError(`${setting}: ${host}:${port} is taken; stop who has it or choose another port`);
  if (code === 'EACCES') return new ConfigError(`${setting}: not allowed to listen on ${host}:${port}`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new ConfigError(`TELLTALE_HOST: this machine has no address ${host}`);
  return new ConfigError(`${setting}: cannot listen on ${host}:${port}: ${message}`);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
