import { randomUUID } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import { Conflict, NotFound } from '../lib/errors.ts';
import { recordAudit } from '../meta/audit.ts';
import type { Db } from '../meta/db.ts';
import { slos } from '../meta/tables.ts';
import type { Filter } from '../model/filter.ts';
import type { Principal } from '../model/principal.ts';
import type { Indicator, SloDefinition } from '../model/slo.ts';

/** A service level objective under its name. */
export interface Slo extends SloDefinition {
  id: string;
  name: string;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

export type SloInput = SloDefinition & { name: string };
type Change = { [K in keyof SloInput]?: SloInput[K] | undefined };

/** The service level objectives of projects. */
export interface Slos {
  /** By name. */
  list(project: string): Promise<Slo[]>;
  /** Throws `NotFound`. */
  one(project: string, id: string): Promise<Slo>;
  /** Throws `Conflict` when the name is taken or there are too many. */
  save(by: Principal, given: SloInput): Promise<Slo>;
  /** Changes what is given and leaves the rest. Throws `NotFound`, `Conflict`. */
  change(by: Principal, id: string, given: Change): Promise<Slo>;
  /** Throws `NotFound`. */
  remove(by: Principal, id: string): Promise<void>;
}

/** Goals of one project: their calls are counted together whenever anybody looks. */
const MOST = 100;

export function createSlos(db: Db): Slos {
  return {
    list: async (project) => {
      const rows = await db.select().from(slos).where(eq(slos.project, project)).orderBy(asc(slos.name), asc(slos.id));
      return rows.map(sloOf);
    },
    one: async (project, id) => {
      const [row] = await db.select().from(slos).where(mine(project, id));
      if (!row) throw unknown(id);
      return sloOf(row);
    },
    save: (by, given) =>
      db.transaction(async (tx) => {
        const count = await tx.$count(slos, eq(slos.project, by.project));
        if (count >= MOST) throw new Conflict(`a project has at most ${MOST} goals`);
        const values = { ...columnsOf(given), id: randomUUID(), project: by.project, created_by: by.name };
        const [made] = await tx.insert(slos).values(values).onConflictDoNothing().returning();
        if (!made) throw taken(given.name);
        await recordAudit(tx, by, 'slo.save', made.id, { ...given });
        return sloOf(made);
      }),
    change: (by, id, given) =>
      db.transaction(async (tx) => {
        if (given.name !== undefined) {
          const same = and(eq(slos.project, by.project), eq(slos.name, given.name));
          const [other] = await tx.select().from(slos).where(same);
          if (other && other.id !== id) throw taken(given.name);
        }
        const [row] = await tx
          .update(slos)
          .set({ ...columnsOf(given), updated_at: new Date() })
          .where(mine(by.project, id))
          .returning();
        if (!row) throw unknown(id);
        const { indicator, filter, objective, window_days, name } = sloOf(row);
        await recordAudit(tx, by, 'slo.change', id, { name, indicator, filter, objective, window_days });
        return sloOf(row);
      }),
    remove: (by, id) =>
      db.transaction(async (tx) => {
        const [gone] = await tx.delete(slos).where(mine(by.project, id)).returning();
        if (!gone) throw unknown(id);
        await recordAudit(tx, by, 'slo.remove', id, { name: gone.name });
      }),
  };
}

const mine = (project: string, id: string) => and(eq(slos.id, id), eq(slos.project, project));

type Row = typeof slos.$inferSelect;
type Columns = Partial<Pick<Row, 'name' | 'indicator' | 'filter' | 'objective' | 'window_days'>>;

function columnsOf<Given extends Change>({ objective, ...given }: Given) {
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...kept, ...(objective === undefined ? {} : { objective: String(objective) }) } as Given extends SloInput
    ? Required<Columns>
    : Columns;
}

/** What was written had its schema checked. */
const sloOf = ({ project: _, ...row }: Row): Slo => ({
  ...row,
  indicator: row.indicator as Indicator,
  filter: row.filter as unknown as Filter[],
  objective: Number(row.objective),
});

const taken = (name: string): Conflict => new Conflict(`there is a goal \`${name}\` already`);
const unknown = (id: string): NotFound => new NotFound(`no goal \`${id}\` in this project`);
