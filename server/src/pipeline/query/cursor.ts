import { z } from 'zod';
import { InvalidInput } from '../../lib/errors.ts';

const time = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const id = z.string().max(4096);

/** Where a page of a search ended: the last row's value of the order (null = unknown), then its identity. */
const position = z.object({
  order: z.string().max(65),
  value: z.string().max(1024).nullable(),
  time,
  trace_id: id,
  span_id: id,
});
export type Position = z.infer<typeof position>;

/** Where a page of one trace ended. */
const tracePosition = z.object({ time, span_id: id });
export type TracePosition = z.infer<typeof tracePosition>;

/** An opaque text that says where to go on. */
export const encodeCursor = (at: Position | TracePosition): string =>
  Buffer.from(JSON.stringify(at)).toString('base64url');

/** The position of a cursor made for the same order. Throws `InvalidInput` naming `cursor`. */
export function decodeCursor(cursor: string, order: string): Position {
  const at = decode(cursor, position);
  if (at.order !== order) throw new InvalidInput('cursor', 'the cursor belongs to another `order_by`');
  return at;
}

export const decodeTraceCursor = (cursor: string): TracePosition => decode(cursor, tracePosition);

function decode<T>(cursor: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new InvalidInput('cursor', 'not a cursor of this list: take `next_cursor` as it came');
  }
}
