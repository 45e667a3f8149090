import { InvalidInput } from '../../lib/errors.ts';

/** Bytes that are not what they claim to be; `field` is the path to the fault, `body` when there is none. HTTP 400. */
export class MalformedBody extends InvalidInput {
  constructor(message: string, field = 'body') {
    super(field, field === 'body' ? message : `${field}: ${message}`);
  }
}

/** Larger, also once unpacked, than this server takes. HTTP 413. */
export class BodyTooLarge extends Error {}

/** A content type or encoding this server does not speak. HTTP 415. */
export class UnsupportedMedia extends Error {}

/** The sender stopped sending. HTTP 408, if anyone still listens. */
export class BodyTimeout extends Error {}
