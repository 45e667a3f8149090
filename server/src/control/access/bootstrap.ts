import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Config } from '../../config.ts';
import type { Log } from '../../lib/log.ts';
import { recordAudit } from '../../meta/audit.ts';
import type { Db, Tx } from '../../meta/db.ts';
import { api_keys, projects, users } from '../../meta/tables.ts';
import { SCOPES } from '../../model/principal.ts';
import { hashSecret, parseKey } from './key.ts';
import { hashPassword } from './password.ts';

/** The project every installation has. */
export const DEFAULT_PROJECT = 'default';

const SYSTEM = { kind: 'system', id: 'bootstrap', name: 'first start', project: DEFAULT_PROJECT } as const;

/** One app node at a time makes what is missing; the number means nothing. */
const LOCK = 7_255_318_002;

/**
 * Makes the project `default`, and the key and the owner the configuration names, where they are missing. What exists is
 * left as it is: a revoked key stays revoked, a changed password changed. Returns whether there is an owner now.
 */
export async function bootstrap(db: Db, config: Pick<Config, 'bootstrapKey' | 'admin'>, log: Log): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK}::bigint)`);
    await tx.insert(projects).values({ id: DEFAULT_PROJECT, name: 'Default' }).onConflictDoNothing();
    if (config.bootstrapKey) await makeKey(tx, config.bootstrapKey, log);
    const [owner] = await tx.select({ email: users.email }).from(users).where(eq(users.owner, true)).limit(1);
    if (!config.admin) return owner !== undefined;
    if (!owner) await makeOwner(tx, config.admin);
    else if (owner.email !== config.admin.email.toLowerCase())
      log.warn('TELLTALE_ADMIN_EMAIL is ignored: there is an owner already');
    return true;
  });
}

async function makeKey(tx: Tx, key: string, log: Log): Promise<void> {
  const shown = parseKey(key);
  if (!shown) return;
  const values = {
    name: 'bootstrap',
    project: DEFAULT_PROJECT,
    secret_hash: hashSecret(shown.secret),
    scopes: [...SCOPES],
  };
  const made = await tx
    .insert(api_keys)
    .values({ id: shown.id, ...values })
    .onConflictDoNothing()
    .returning({ id: api_keys.id });
  if (made.length) return recordAudit(tx, SYSTEM, 'key.create', shown.id, { name: values.name, scopes: values.scopes });
  const [old] = await tx.select().from(api_keys).where(eq(api_keys.id, shown.id));
  if (old?.revoked_at) log.warn({ key: shown.id }, 'TELLTALE_BOOTSTRAP_KEY was revoked; it stays so');
  else if (old?.secret_hash !== values.secret_hash)
    log.warn({ key: shown.id }, 'TELLTALE_BOOTSTRAP_KEY differs from the key of that id; the old secret stays');
}

async function makeOwner(tx: Tx, { email, password }: NonNullable<Config['admin']>): Promise<void> {
  const id = randomUUID();
  const password_hash = await hashPassword(password);
  await tx
    .insert(users)
    .values({ id, email: email.toLowerCase(), password_hash, owner: true })
    .onConflictDoUpdate({ target: users.email, set: { owner: true, password_hash } });
  await recordAudit(tx, SYSTEM, 'owner.create', email.toLowerCase());
}
