/** Protobuf answers of OTLP: a few fields, written by hand. */

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return bytes;
}

const integer = (field: number, value: number): Buffer =>
  value === 0 ? Buffer.alloc(0) : Buffer.from([field << 3, ...varint(value)]);

const nested = (field: number, inner: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(inner.length)]), inner]);

const text = (field: number, value: string): Buffer =>
  value === '' ? Buffer.alloc(0) : nested(field, Buffer.from(value));

/** What a request came to: items refused, and why. Nothing refused and nothing to say is an empty answer. */
export interface Outcome {
  rejected: number;
  message: string;
}

/** `Export…ServiceResponse`: the field numbers are the same for traces, logs and metrics. */
export function encodeOutcome({ rejected, message }: Outcome): Buffer {
  if (rejected === 0 && message === '') return Buffer.alloc(0);
  return nested(1, Buffer.concat([integer(1, rejected), text(2, message)]));
}

/** `google.rpc.Status`; with `retryAfter` seconds it carries a `RetryInfo`. */
export function encodeStatus(code: number, message: string, retryAfter?: number): Buffer {
  const details =
    retryAfter === undefined
      ? Buffer.alloc(0)
      : nested(
          3,
          Buffer.concat([
            text(1, 'type.googleapis.com/google.rpc.RetryInfo'),
            nested(2, nested(1, integer(1, Math.ceil(retryAfter)))),
          ]),
        );
  return Buffer.concat([integer(1, code), text(2, message), details]);
}
