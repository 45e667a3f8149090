import { randomUUID } from 'node:crypto';
import { and, asc, eq, sql } from 'drizzle-orm';
import { Conflict, NotFound } from '../lib/errors.ts';
import { recordAudit } from '../meta/audit.ts';
import type { Db } from '../meta/db.ts';
import { settings, views } from '../meta/tables.ts';
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
  /** Whether the project opens with it. */
  default: boolean;
  created_at: Date;
  updated_at: Date;
}

export type ViewInput = Pick<View, 'name' | 'path' | 'search'>;
type ViewChange = { [K in keyof ViewInput]?: ViewInput[K] | undefined } & { default?: boolean | undefined };

/** The saved views of projects; whoever sees a project sees its views. */
export interface Views {
  /** By name. */
  list(project: string): Promise<View[]>;
  /** Throws `Conflict` when the name is taken or there are too many. */
  save(by: Principal, given: ViewInput): Promise<View>;
  /**
   * Changes what is given and leaves the rest. `default: true` takes the place of the view that was it, `false` leaves the
   * project without one. Throws `NotFound`, `Conflict`.
   */
  change(by: Principal, id: string, given: ViewChange): Promise<View>;
  /** Throws `NotFound`. The default view leaves the project without one. */
  remove(by: Principal, id: string): Promise<void>;
}

/** Views of one project; more is no list to find anything in. */
const MOST = 500;

/** Setting of a project: the id of its default view. */
const DEFAULT = 'default_view';
type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

export function createViews(db: Db): Views {
  return {
    list: async (project) => {
      const chosen = await defaultOf(db, project);
      const rows = await db
        .select()
        .from(views)
        .where(eq(views.project, project))
        .orderBy(asc(views.name), asc(views.id));
      return rows.map((row) => ({ ...row, default: row.id === chosen }));
    },
    save: (by, given) =>
      db.transaction(async (tx) => {
        const count = await tx.$count(views, eq(views.project, by.project));
        if (count >= MOST) throw new Conflict(`a project has at most ${MOST} saved views`);
        const values = { ...given, id: randomUUID(), project: by.project, created_by: by.name };
        const [made] = await tx.insert(views).values(values).onConflictDoNothing().returning();
        if (!made) throw taken(given.name);
        await recordAudit(tx, by, 'view.save', made.id, { name: given.name, path: given.path });
        return { ...made, default: false };
      }),
    change: (by, id, { default: wanted, ...given }) =>
      db.transaction(async (tx) => {
        const changed = await changeView(tx, by, id, given);
        const was = (await defaultOf(tx, by.project)) === id;
        if (wanted !== undefined && wanted !== was) {
          await (wanted ? setDefault(tx, by.project, id) : dropDefault(tx, by.project, id));
          await recordAudit(tx, by, wanted ? 'view.default' : 'view.not_default', id, { name: changed.name });
        }
        return { ...changed, default: wanted ?? was };
      }),
    remove: (by, id) =>
      db.transaction(async (tx) => {
        const [gone] = await tx.delete(views).where(mine(by, id)).returning();
        if (!gone) throw unknown(id);
        await dropDefault(tx, by.project, id);
        await recordAudit(tx, by, 'view.remove', id, { name: gone.name });
      }),
  };
}

const mine = ({ project }: Principal, id: string) => and(eq(views.id, id), eq(views.project, project));

/** Sets what is given; written down unless that is nothing. */
async function changeView(tx: Tx, by: Principal, id: string, given: Omit<ViewChange, 'default'>) {
  if (Object.values(given).every((value) => value === undefined)) {
    const [found] = await tx.select().from(views).where(mine(by, id));
    if (!found) throw unknown(id);
    return found;
  }
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
    .where(mine(by, id))
    .returning();
  if (!changed) throw unknown(id);
  await recordAudit(tx, by, 'view.change', id, { name: changed.name, path: changed.path });
  return changed;
}

const ofProject = (project: string) => and(eq(settings.project, project), eq(settings.name, DEFAULT));

async function defaultOf(db: Pick<Db, 'select'>, project: string): Promise<unknown> {
  const [row] = await db.select().from(settings).where(ofProject(project));
  return row?.value;
}

async function setDefault(tx: Tx, project: string, id: string): Promise<void> {
  const set = { value: id, updated_at: new Date() };
  await tx
    .insert(settings)
    .values({ project, name: DEFAULT, ...set })
    .onConflictDoUpdate({ target: [settings.project, settings.name], set });
}

/** Only if it is this one: another that was chosen meanwhile stays. */
const dropDefault = (tx: Tx, project: string, id: string) =>
  tx.delete(settings).where(and(ofProject(project), eq(settings.value, sql`to_jsonb(${id}::text)`)));

const taken = (name: string): Conflict => new Conflict(`there is a view \`${name}\` already`);
const unknown = (id: string): NotFound => new NotFound(`no view \`${id}\` in this project`);
