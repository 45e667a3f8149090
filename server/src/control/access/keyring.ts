import { and, inArray, isNull, sql } from 'drizzle-orm';
import type { Log } from '../../lib/log.ts';
import type { Db } from '../../meta/db.ts';
import { reasonOf } from '../../meta/reason.ts';
import { api_keys } from '../../meta/tables.ts';
import { type Principal, SCOPES } from '../../model/principal.ts';
import { matches, type ShownKey } from './key.ts';
import { createLookup } from './lookup.ts';

interface KnownKey {
  secretHash: string;
  principal: Principal;
}

/** How often the time of last use is written down. */
const NOTE_MS = 10_000;

/** The valid keys of the installation, as requests meet them. */
export interface Keyring {
  /** Who shows this key; undefined when it is unknown, revoked or its secret wrong. */
  verify(shown: ShownKey): Promise<Principal | undefined>;
  /** Makes a revocation act at once. */
  forget(id: string): void;
  close(): Promise<void>;
}

export function createKeyring(db: Db, log: Log): Keyring {
  const keys = createLookup<KnownKey>({ load: (ids) => loadKeys(db, ids) });
  let used = new Set<string>();

  async function noteUse(): Promise<void> {
    const ids = [...used];
    used = new Set();
    if (!ids.length) return;
    await db
      .update(api_keys)
      .set({ last_used_at: sql`now()` })
      .where(inArray(api_keys.id, ids))
      .catch((error: unknown) => log.warn({ error: reasonOf(error) }, 'cannot note when keys were used'));
  }
  const timer = setInterval(noteUse, NOTE_MS).unref();

  return {
    verify: async (shown) => {
      const found = keys.get(shown.id);
      const key = found instanceof Promise ? await found : found;
      if (!key || !matches(shown.secret, key.secretHash)) return undefined;
      used.add(shown.id);
      return key.principal;
    },
    forget: keys.forget,
    close: async () => {
      clearInterval(timer);
      await noteUse();
    },
  };
}

async function loadKeys(db: Db, ids: string[]): Promise<Map<string, KnownKey>> {
  const rows = await db
    .select()
    .from(api_keys)
    .where(and(inArray(api_keys.id, ids), isNull(api_keys.revoked_at)));
  return new Map(
    rows.map(({ id, name, project, secret_hash, scopes }) => {
      const granted = new Set(SCOPES.filter((scope) => scopes.includes(scope)));
      return [id, { secretHash: secret_hash, principal: { kind: 'key', id, name, project, scopes: granted } }];
    }),
  );
}
