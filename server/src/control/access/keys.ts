import { and, desc, eq, isNull, lt, or } from 'drizzle-orm';
import { Forbidden, InvalidInput, NotFound } from '../../lib/errors.ts';
import { recordAudit } from '../../meta/audit.ts';
import type { Db } from '../../meta/db.ts';
import { api_keys } from '../../meta/tables.ts';
import type { Principal, Scope } from '../../model/principal.ts';
import { hashSecret, mintKey } from './key.ts';
import type { Keyring } from './keyring.ts';

export interface KeyInfo {
  id: string;
  name: string;
  scopes: string[];
  created_at: Date;
  last_used_at: Date | null;
}

const PAGE = 100;

const shown = {
  id: api_keys.id,
  name: api_keys.name,
  scopes: api_keys.scopes,
  created_at: api_keys.created_at,
  last_used_at: api_keys.last_used_at,
};

/** Managing the keys of the principal's project. Every verb needs the scope `admin`, else throws `Forbidden`. */
export interface Keys {
  /** Valid keys, newest first. */
  list(by: Principal, cursor?: string): Promise<{ keys: KeyInfo[]; next_cursor?: string }>;
  /** The only moment the key itself is seen. */
  create(by: Principal, given: { name: string; scopes: Scope[] }): Promise<KeyInfo & { key: string }>;
  /** Acts at once in this process, within five seconds in others. Throws `NotFound`. */
  revoke(by: Principal, id: string): Promise<void>;
}

export function createKeys(db: Db, keyring: Keyring): Keys {
  return {
    list: async (by, cursor) => {
      needAdmin(by);
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const older =
        after &&
        or(lt(api_keys.created_at, after.at), and(eq(api_keys.created_at, after.at), lt(api_keys.id, after.id)));
      const rows = await db
        .select(shown)
        .from(api_keys)
        .where(and(eq(api_keys.project, by.project), isNull(api_keys.revoked_at), older))
        .orderBy(desc(api_keys.created_at), desc(api_keys.id))
        .limit(PAGE + 1);
      const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
      return { keys: rows.slice(0, PAGE), ...(last ? { next_cursor: writeCursor(last) } : {}) };
    },

    create: async (by, { name, scopes }) => {
      needAdmin(by);
      const { id, secret, key } = mintKey();
      return db.transaction(async (tx) => {
        const values = { id, name, scopes: [...new Set(scopes)], project: by.project, secret_hash: hashSecret(secret) };
        const [made] = await tx
          .insert(api_keys)
          .values({ ...values, created_at: new Date() })
          .returning(shown);
        if (!made) throw new Error('a key was not written');
        await recordAudit(tx, by, 'key.create', id, { name, scopes: values.scopes });
        return { ...made, key };
      });
    },

    revoke: async (by, id) => {
      needAdmin(by);
      await db.transaction(async (tx) => {
        const gone = await tx
          .update(api_keys)
          .set({ revoked_at: new Date() })
          .where(and(eq(api_keys.id, id), eq(api_keys.project, by.project), isNull(api_keys.revoked_at)))
          .returning({ name: api_keys.name });
        if (!gone[0]) throw new NotFound(`no key \`${id}\` in this project`);
        await recordAudit(tx, by, 'key.revoke', id, { name: gone[0].name });
      });
      keyring.forget(id);
    },
  };
}

function needAdmin(by: Principal): void {
  if (!by.scopes.has('admin')) throw new Forbidden('this needs the scope `admin`');
}

const writeCursor = ({ created_at, id }: KeyInfo): string => `${created_at.getTime()}.${id}`;

function readCursor(cursor: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.([A-Za-z0-9]{1,64})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new InvalidInput('cursor', 'is not one this list gave');
  return { at: new Date(Number(match[1])), id: match[2] };
}
