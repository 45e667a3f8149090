import { Forbidden } from '../../lib/errors.ts';
import type { Credentials } from '../../model/principal.ts';

/** Does this connection come from this machine? */
export function isLocal(remoteAddress: string): boolean {
  const address = remoteAddress.replace(/^::ffff:/i, '');
  return address === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}

/** `localhost`, `127.0.0.1` or `[::1]`, with any port: names no DNS answer can point elsewhere. */
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * Refuses a request that a web page could have made. Without credentials nothing but Host and Origin tells a page from a
 * program: a page that had its own name resolve to 127.0.0.1 shows that name as Host, any other shows its Origin.
 */
export function checkLocalHost(host: string | undefined): void {
  if (!host || !LOCAL_HOST.test(host))
    throw new Forbidden('without an owner this server answers only as localhost, 127.0.0.1 or [::1]');
}

/**
 * Refuses requests that another site's page makes in the name of the person whose browser it is. A browser names the
 * Origin on everything but plain reads, which change nothing and which the page cannot see.
 */
export function checkOrigin({ origin, host, method }: Credentials, isBrowser: boolean): void {
  if (origin === undefined) {
    if (isBrowser && method !== 'GET' && method !== 'HEAD')
      throw new Forbidden('a request with a cookie needs an Origin');
    return;
  }
  if (host === undefined || hostOf(origin) !== host.toLowerCase())
    throw new Forbidden('requests from other web sites are refused');
}

/** The host and port of an origin, as a Host header writes them; undefined for `null` and anything odd. */
function hostOf(origin: string): string | undefined {
  const match = /^https?:\/\/([^/?#@\s]+)$/i.exec(origin);
  return match?.[1]?.toLowerCase();
}
