import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a caller shows: the public id and the secret of an API key. */
export interface ShownKey {
  id: string;
  secret: string;
}

const KEY = /^tt_([A-Za-z0-9]{4,64})_([A-Za-z0-9_-]{16,128})$/;

/** Longest `Authorization` worth reading: Basic of the longest key is below. */
const LONGEST = 512;

/** A new key; 160 bits of secret. Only its hash may be kept. */
export function mintKey(): ShownKey & { key: string } {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(20).toString('hex');
  return { id, secret, key: `tt_${id}_${secret}` };
}

/** `tt_<id>_<secret>` → its parts; undefined for anything else. */
export function parseKey(text: string): ShownKey | undefined {
  const match = KEY.exec(text);
  return match?.[1] && match[2] ? { id: match[1], secret: match[2] } : undefined;
}

/**
 * The key in an `Authorization` header: `Bearer tt_<id>_<secret>`, or Basic with user `tt_<id>` and password `<secret>`.
 * undefined when there is none of ours.
 */
export function parseAuthorization(header: string): ShownKey | undefined {
  if (header.length > LONGEST) return undefined;
  const space = header.indexOf(' ');
  const scheme = header.slice(0, space).toLowerCase();
  const rest = header.slice(space + 1).trim();
  if (scheme === 'bearer') return parseKey(rest);
  if (scheme !== 'basic') return undefined;
  const [user = '', ...password] = Buffer.from(rest, 'base64').toString('latin1').split(':');
  return parseKey(`${user}_${password.join(':')}`);
}

/** SHA-256 in hex: a fast hash is right for a random secret of this length. */
export const hashSecret = (secret: string): string => hash('sha256', secret, 'hex');

/** Is this the secret behind the hash? Takes the same time wherever they differ. */
export function matches(secret: string, secretHash: string): boolean {
  const shown = Buffer.from(hashSecret(secret));
  const kept = Buffer.from(secretHash);
  return shown.length === kept.length && timingSafeEqual(shown, kept);
}
