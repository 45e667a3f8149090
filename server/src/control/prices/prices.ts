import { randomUUID } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import { Conflict, Forbidden, NotFound } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { recordAudit } from '../../meta/audit.ts';
import type { Db } from '../../meta/db.ts';
import { reasonOf } from '../../meta/reason.ts';
import { price_overrides } from '../../meta/tables.ts';
import type { PriceOverride } from '../../model/price.ts';
import type { Principal } from '../../model/principal.ts';

/** What a person gives of an override: amounts in US dollars per million tokens as decimal text. */
export interface PriceInput {
  provider?: string | undefined;
  model: string;
  input: string;
  output: string;
  cached?: string | undefined;
  cache_write?: string | undefined;
  effective_from?: Date | undefined;
}

/** The projects' own prices, always at hand for the pricer. */
export interface Prices {
  /** Overrides of one project, at once; the same array until they change. */
  overrides(project: string): readonly PriceOverride[];
  /** Calls `listener` with each project whose overrides changed, here or on another app node. Returns the unsubscription. */
  onChange(listener: (project: string) => void): () => void;
  /** Throws `Forbidden` without the scope `admin`, `Conflict` when there is one for the same model and moment or too many. */
  add(by: Principal, given: PriceInput): Promise<PriceOverride>;
  /** Throws `Forbidden`, `NotFound`. */
  remove(by: Principal, id: string): Promise<void>;
  close(): void;
}

/** Changes made on another app node are seen within this. */
const POLL_MS = 5_000;
const MOST = 1_000;
const NONE: readonly PriceOverride[] = [];

export async function createPrices({ db, log }: { db: Db; log: Log }): Promise<Prices> {
  let current = await load(db);
  const listeners = new Set<(project: string) => void>();

  let refreshed: Promise<unknown> = Promise.resolve();
  /** One after the other: an answer from before a change must not replace one from after it. */
  function refresh(): Promise<void> {
    const next = refreshed.then(reload, reload);
    refreshed = next;
    return next;
  }

  async function reload(): Promise<void> {
    const next = await load(db);
    const before = current;
    const changed = [...new Set([...before.keys(), ...next.keys()])].filter(
      (project) => JSON.stringify(before.get(project)) !== JSON.stringify(next.get(project)),
    );
    for (const [project, same] of before) if (next.has(project) && !changed.includes(project)) next.set(project, same);
    current = next;
    for (const project of changed) for (const listener of listeners) listener(project);
  }
  const poll = setInterval(() => {
    refresh().catch((error: unknown) => log.warn({ error: reasonOf(error) }, 'cannot read price overrides'));
  }, POLL_MS).unref();

  return {
    overrides: (project) => current.get(project) ?? NONE,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: async (by, given) => {
      needAdmin(by);
      const made = await addOverride(db, by, given);
      await refresh();
      return made;
    },
    remove: async (by, id) => {
      needAdmin(by);
      await db.transaction(async (tx) => {
        const mine = and(eq(price_overrides.id, id), eq(price_overrides.project, by.project));
        const [gone] = await tx.delete(price_overrides).where(mine).returning();
        if (!gone) throw new NotFound(`no price \`${id}\` in this project`);
        await recordAudit(tx, by, 'price.remove', id, { ...gone });
      });
      await refresh();
    },
    close: () => clearInterval(poll),
  };
}

function needAdmin(by: Principal): void {
  if (!by.scopes.has('admin')) throw new Forbidden('this needs the scope `admin`');
}

async function addOverride(db: Db, by: Principal, given: PriceInput): Promise<PriceOverride> {
  return db.transaction(async (tx) => {
    const count = await tx.$count(price_overrides, eq(price_overrides.project, by.project));
    if (count >= MOST) throw new Conflict(`a project has at most ${MOST} prices of its own`);
    const values = { ...given, id: randomUUID(), project: by.project };
    const [made] = await tx.insert(price_overrides).values(values).onConflictDoNothing().returning();
    if (!made) throw new Conflict('there is a price for this provider, model and moment already');
    await recordAudit(tx, by, 'price.add', made.id, { ...given });
    return asOverride(made);
  });
}

async function load(db: Db): Promise<Map<string, readonly PriceOverride[]>> {
  const rows = await db
    .select()
    .from(price_overrides)
    .orderBy(asc(price_overrides.project), asc(price_overrides.model), asc(price_overrides.id));
  const byProject = new Map<string, PriceOverride[]>();
  for (const row of rows) {
    const list = byProject.get(row.project) ?? [];
    list.push(asOverride(row));
    byProject.set(row.project, list);
  }
  return new Map(byProject);
}

function asOverride({
  created_at: _,
  provider,
  effective_from,
  ...row
}: typeof price_overrides.$inferSelect): PriceOverride {
  const plain = { ...row, input: decimal(row.input), output: decimal(row.output) };
  return {
    ...plain,
    provider: provider || null,
    cached: row.cached === null ? null : decimal(row.cached),
    cache_write: row.cache_write === null ? null : decimal(row.cache_write),
    effective_from: effective_from ? effective_from.getTime() * 1000 : null,
  };
}

/** `2.500000000000` → `2.5`. */
const decimal = (text: string): string => (text.includes('.') ? text.replace(/0{1,12}$/, '').replace(/\.$/, '') : text);
