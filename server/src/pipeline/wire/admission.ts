import { Overloaded } from '../../lib/errors.ts';

/** Bodies in memory, as sent and unpacked, of all requests together. */
const MAX_BYTES = 256 << 20;
const MAX_REQUESTS = 1000;
/** Requests last milliseconds: after a second there is room, or something is wrong that a longer wait doesn't mend. */
const RETRY_AFTER_SECONDS = 1;

/** A request's place among those in flight. `leave` is idempotent and must be called. */
export interface Pass {
  /** Takes room for more bytes. Throws `Overloaded`. */
  grow(bytes: number): void;
  leave(): void;
}

export interface Admission {
  /** Throws `Overloaded` when too many requests are in flight. */
  enter(): Pass;
}

/** Bounds the memory that requests hold together, over every transport that shares it. */
export function createAdmission({ maxBytes = MAX_BYTES, maxRequests = MAX_REQUESTS } = {}): Admission {
  let bytes = 0;
  let requests = 0;

  function enter(): Pass {
    if (requests >= maxRequests) throw new Overloaded('too many requests at once', RETRY_AFTER_SECONDS, 429);
    requests++;
    let own = 0;
    let inside = true;
    return {
      grow(more) {
        if (bytes + more > maxBytes) throw new Overloaded('too many bytes in flight', RETRY_AFTER_SECONDS, 503);
        bytes += more;
        own += more;
      },
      leave() {
        if (!inside) return;
        inside = false;
        bytes -= own;
        requests--;
      },
    };
  }
  return { enter };
}
