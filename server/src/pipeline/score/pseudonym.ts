import { createHmac } from 'node:crypto';

/** What stands for a value: the same for equal values of a project, and not to be turned back without its secret. */
export function keyedHash(kind: string, value: string, secret: string): string {
  return createHmac('sha256', secret).update(kind).update('\0').update(value).digest('hex');
}

/** What stands for a user's id: `u_` and 20 hex digits. A pseudonym stays as it is. */
export function pseudonym(id: string, secret: string): string {
  return /^u_[0-9a-f]{20}$/.test(id) ? id : `u_${keyedHash('user', id, secret).slice(0, 20)}`;
}
