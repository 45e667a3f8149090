import { z } from '@hono/zod-openapi';

/** A name people read: one line, no control characters (PostgreSQL takes no NUL, terminals no escapes). */
export const label = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u, 'must be one line of text');
