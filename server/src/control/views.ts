import { randomUUID } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import { Conflict, NotFound } from '../lib/errors.ts';
import { recordAudit } from '../meta/audit.ts';
import type { Db } from '../meta/db.ts';
import { views } from '../meta/tables.ts';
import type { Principal } from '../model/principal.ts';

/** A screen and its state under a name. Relative ranges stay relative: the state is kept as it stands in the address. */
export interface View {
  id: string;
  name: string;
  /** Path of the screen: `/traces`. */
  path: string;
  /** Parameters of the address, the project's own left out. */
  search: Record<string, string | string[]>;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

export type ViewInput = Pick<View, 'name' | 'path' | 'search'>;

/** The saved views of projects; whoever sees a project sees its views. */
export interface Views {
  /** By name. */
  list(project: string): Promise<View[]>;
  /** Throws `Conflict` when the name is taken or there are too many. */
  save(by: Principal, given: ViewInput): Promise<View>;
  /** Changes what is given and leaves the rest. Throws `NotFound`, `Conflict`. */
  change(by: Principal, id: string, given: { [K in keyof ViewInput]?: ViewInput[K] | undefined }): Promise<View>;
  /** Throws `NotFound`. */
  remove(by: Principal, id: string): Promise<void>;
}

/** Views of one project; more is no list to find anything in. */
const MOST = 500;

export function createViews(db: Db): Views {
  return {
    list: (project) =>
      db.select().from(views).where(eq(views.project, project)).orderBy(asc(views.name), asc(views.id)),
    save: (by, given) =>
      db.transaction(async (tx) => {
        const count = await tx.$count(views, eq(views.project, by.project));
        if (count >= MOST) throw new Conflict(`a project has at most ${MOST} saved views`);
        const values = { ...given, id: randomUUID(), project: by.project, created_by: by.name };
        const [made] = await tx.insert(views).values(values).onConflictDoNothing().returning();
        if (!made) throw taken(given.name);
        await recordAudit(tx, by, 'view.save', made.id, { name: given.name, path: given.path });
        return made;
      }),
    change: (by, id, given) =>
      db.transaction(async (tx) => {
        const mine = and(eq(views.id, id), eq(views.project, by.project));
        const [other] =
          given.name === undefined
            ? []
            : await tx
                .select()
                .from(views)
                .where(and(eq(views.project, by.project), eq(views.name, given.name)));
        if (other && other.id !== id) throw taken(given.name ?? '');
        const [changed] = await tx
          .update(views)
          .set({ ...given, updated_at: new Date() })
          .where(mine)
          .returning();
        if (!changed) throw unknown(id);
        await recordAudit(tx, by, 'view.change', id, { name: changed.name, path: changed.path });
        return changed;
      }),
    remove: (by, id) =>
      db.transaction(async (tx) => {
        const mine = and(eq(views.id, id), eq(views.project, by.project));
        const [gone] = await tx.delete(views).where(mine).returning();
        if (!gone) throw unknown(id);
        await recordAudit(tx, by, 'view.remove', id, { name: gone.name });
      }),
  };
}

const taken = (name: string): Conflict => new Conflict(`there is a view \`${name}\` already`);
const unknown = (id: string): NotFound => new NotFound(`no view \`${id}\` in this project`);
