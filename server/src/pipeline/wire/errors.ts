import { InvalidInput } from '../../lib/errors.ts';

/** Bytes that are not what they claim to be; `field` is the path to the fault, `body` when there is none. HTTP 400. */
export class MalformedBody extends InvalidInput {
  constructor(
    private readonly reason: string,
    private readonly path = '',
  ) {
    super(path || 'body', path ? `${path}: ${reason}` : reason);
  }

  /** The same fault seen from one level up: paths are put together only when something is wrong. */
  under(segment: string): MalformedBody {
    const joint = this.path === '' || this.path.startsWith('[') ? '' : '.';
    return new MalformedBody(this.reason, `${segment}${joint}${this.path}`);
  }
}

/** Runs `read`; a fault in it is one below `segment`. */
export function within<T>(segment: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof MalformedBody ? error.under(segment) : error;
  }
}

/** Larger, also once unpacked, than this server takes. HTTP 413. */
export class BodyTooLarge extends Error {}

/** A content type or encoding this server does not speak. HTTP 415. */
export class UnsupportedMedia extends Error {}

/** The sender stopped sending. HTTP 408, if anyone still listens. */
export class BodyTimeout extends Error {}
