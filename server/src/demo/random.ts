/** Numbers in [0, 1). */
export type Random = () => number;

/** The same parts give the same numbers, always: sfc32, seeded by FNV-1a of the parts. */
export function seeded(...parts: readonly (string | number)[]): Random {
  const text = parts.join('/');
  let [a, b, c, d] = [hash(text, 1), hash(text, 2), hash(text, 3), 1];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

function hash(text: string, salt: number): number {
  let h = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** `bytes` random bytes as lower-case hex, never all zero. */
export function hexId(random: Random, bytes: 8 | 16): string {
  let id = '';
  for (let i = 0; i < bytes / 4; i++)
    id += Math.floor(1 + random() * 0xffff_fffe)
      .toString(16)
      .padStart(8, '0');
  return id;
}

/** One of the list, each as likely. Throws on an empty list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

/** One of the list, by its share. The shares need not add up to 1. */
export function pickByShare<T extends { share: number }>(random: Random, list: readonly T[]): T {
  let left = random() * list.reduce((sum, { share }) => sum + share, 0);
  for (const item of list) {
    left -= item.share;
    if (left < 0) return item;
  }
  return pick(random, list.slice(-1));
}
