import type { IncomingMessage } from 'node:http';
import type { Credentials } from '../../model/principal.ts';

/** What an HTTP request shows of itself. */
export function credentialsOf({ headers, method = '', socket }: IncomingMessage): Credentials {
  const project = headers['x-telltale-project'];
  return {
    authorization: headers.authorization,
    cookie: headers.cookie,
    project: typeof project === 'string' ? project : undefined,
    host: headers.host,
    origin: headers.origin,
    method,
    remoteAddress: socket.remoteAddress ?? '',
  };
}
