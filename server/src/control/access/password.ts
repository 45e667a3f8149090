import { hash, verify } from '@node-rs/argon2';
import { Overloaded } from '../../lib/errors.ts';

/** OWASP's argon2id figures: 19 MiB, two passes, one lane. The library's default algorithm is argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes at once; each takes its memory and a core for tens of milliseconds. */
const AT_ONCE = 2;
const WAITING = 20;

let running = 0;
const queue: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (queue.length >= WAITING) throw new Overloaded('too many sign-ins at once', 2, 429);
  if (running >= AT_ONCE) await new Promise<void>((go) => queue.push(go));
  else running++;
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running--;
  }
}

/** The argon2id hash to keep of a password. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password.normalize('NFKC'), COST));

let decoy: Promise<string> | undefined;

/** Is this the password? Without a hash (no such person) it takes as long and says no. Throws `Overloaded` in a flood. */
export async function checkPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const against = passwordHash ?? (await decoy);
  const right = await inTurn(() => verify(against, password.normalize('NFKC')));
  return right && passwordHash !== undefined;
}
