import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import { Conflict, Forbidden } from '../../lib/errors.ts';
import { recordAudit } from '../../meta/audit.ts';
import type { Db } from '../../meta/db.ts';
import { memberships, projects, users } from '../../meta/tables.ts';
import type { Principal } from '../../model/principal.ts';
import { createLookup } from './lookup.ts';

export interface Project {
  id: string;
  name: string;
  created_at: Date;
}

export interface Projects {
  /** Those the principal reaches, by id, a page after `cursor`. */
  list(by: Principal, cursor?: string): Promise<{ projects: Project[]; next_cursor?: string }>;
  /**
   * Owners (and the open local mode) only: a key belongs to one project, a member to those he was let into. Throws
   * `Forbidden`; `Conflict` when the id is taken.
   */
  create(by: Principal, given: { id?: string | undefined; name: string }): Promise<Project>;
  /** From memory when asked lately; undefined when there is none. */
  read(id: string): Promise<Project | undefined>;
}

const PAGE = 100;

export function createProjects(db: Db): Projects {
  const known = createLookup<Project>({ load: (ids) => loadProjects(db, ids) });
  return {
    list: async (by, cursor = '') => {
      const reach = await reachOf(db, by);
      const rows = await db
        .select()
        .from(projects)
        .where(and(gt(projects.id, cursor), reach === 'all' ? undefined : inArray(projects.id, reach)))
        .orderBy(asc(projects.id))
        .limit(PAGE + 1);
      const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
      return { projects: rows.slice(0, PAGE), ...(last ? { next_cursor: last.id } : {}) };
    },
    create: async (by, { id: given, name }) => {
      if (by.kind === 'key' || (await reachOf(db, by)) !== 'all') throw new Forbidden('only an owner makes projects');
      const id = given ?? slug(name);
      const made = await db.transaction(async (tx) => {
        const values = { id, name, created_at: new Date() };
        const [row] = await tx.insert(projects).values(values).onConflictDoNothing().returning();
        if (!row) throw new Conflict(`there is a project \`${id}\` already`);
        await recordAudit(tx, { ...by, project: id }, 'project.create', id, { name });
        return row;
      });
      known.forget(id);
      return made;
    },
    read: async (id) => known.get(id),
  };
}

async function reachOf(db: Db, by: Principal): Promise<'all' | string[]> {
  if (by.kind === 'local') return 'all';
  if (by.kind === 'key') return [by.project];
  const [person] = await db.select({ owner: users.owner }).from(users).where(eq(users.id, by.id));
  if (person?.owner) return 'all';
  const theirs = await db.select({ id: memberships.project }).from(memberships).where(eq(memberships.user_id, by.id));
  return theirs.map(({ id }) => id);
}

/** An id from a name: `Support bot (EU)` → `support-bot-eu`. */
function slug(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const id = plain
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-')
    .slice(0, 48);
  return id || `project-${Date.now().toString(36)}`;
}

async function loadProjects(db: Db, ids: string[]): Promise<Map<string, Project>> {
  const rows = await db.select().from(projects).where(inArray(projects.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}
