import { Overloaded } from '../../lib/errors.ts';

interface Window {
  count: number;
  endsAt: number;
}

const WINDOW_MS = 5 * 60_000;
const KEPT = 10_000;

/** How many sign-ins may fail in five minutes: from one address, for one account, and for one account from one address. */
const LIMITS = { address: 30, account: 50, both: 5 } as const;

/** Slows down guessing of passwords. */
export interface Attempts {
  /** Counts an attempt before it is checked, so that many at once count too. Throws `Overloaded` (429) beyond the limit. */
  begin(address: string, email: string): void;
  /** Takes back the attempt that succeeded, and what its address did wrong with this account before. */
  succeeded(address: string, email: string): void;
}

export function createAttempts(now: () => number = Date.now): Attempts {
  const windows = new Map<string, Window>();
  const names = (address: string, email: string) =>
    [
      [`address ${networkOf(address)}`, LIMITS.address],
      [`account ${email}`, LIMITS.account],
      [`both ${networkOf(address)} ${email}`, LIMITS.both],
    ] as const;

  function windowOf(name: string): Window {
    const old = windows.get(name);
    const window = old && old.endsAt > now() ? old : { count: 0, endsAt: now() + WINDOW_MS };
    windows.delete(name);
    windows.set(name, window);
    if (windows.size > KEPT) windows.delete(windows.keys().next().value ?? '');
    return window;
  }

  return {
    begin: (address, email) => {
      const counted = names(address, email).map(([name, limit]) => ({ window: windowOf(name), limit }));
      const full = counted.filter(({ window, limit }) => window.count >= limit);
      if (full.length) {
        const wait = Math.ceil((Math.max(...full.map(({ window }) => window.endsAt)) - now()) / 1000);
        throw new Overloaded('too many failed sign-ins; try again later', Math.max(1, wait), 429);
      }
      for (const { window } of counted) window.count++;
    },
    succeeded: (address, email) => {
      for (const [name, limit] of names(address, email)) {
        const window = windowOf(name);
        window.count = limit === LIMITS.both ? 0 : Math.max(0, window.count - 1);
      }
    },
  };
}

/** One machine has a whole /64 of IPv6 at hand: count that as one. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const first = head ? head.split(':') : [];
  const last = tail ? tail.split(':') : [];
  const filled =
    tail === undefined ? first : [...first, ...Array(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last];
  return filled.slice(0, 4).join(':');
}
