import { and, asc, gt, inArray } from 'drizzle-orm';
import { Conflict, Forbidden } from '../../lib/errors.ts';
import { recordAudit } from '../../meta/audit.ts';
import type { Db } from '../../meta/db.ts';
import { projects } from '../../meta/tables.ts';
import type { Principal } from '../../model/principal.ts';

export interface Project {
  id: string;
  name: string;
  created_at: Date;
}

/** Which projects someone sees: those listed, or all. */
export type Reach = 'all' | string[];

const PAGE = 100;

/** Projects in reach after `cursor`, by id, up to a page. */
export async function listProjects(
  db: Db,
  reach: Reach,
  cursor = '',
): Promise<{ projects: Project[]; next_cursor?: string }> {
  const rows = await db
    .select()
    .from(projects)
    .where(and(gt(projects.id, cursor), reach === 'all' ? undefined : inArray(projects.id, reach)))
    .orderBy(asc(projects.id))
    .limit(PAGE + 1);
  const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
  return { projects: rows.slice(0, PAGE), ...(last ? { next_cursor: last.id } : {}) };
}

/**
 * Makes a project. Owners (and the open local mode) only: a key belongs to one project, a member to those he was let into.
 * Throws `Forbidden`; `Conflict` when the id is taken.
 */
export async function createProject(
  db: Db,
  by: Principal,
  reach: Reach,
  given: { id?: string | undefined; name: string },
): Promise<Project> {
  if (by.kind === 'key' || reach !== 'all') throw new Forbidden('only an owner makes projects');
  const id = given.id ?? slug(given.name);
  return db.transaction(async (tx) => {
    const [made] = await tx
      .insert(projects)
      .values({ id, name: given.name, created_at: new Date() })
      .onConflictDoNothing()
      .returning();
    if (!made) throw new Conflict(`there is a project \`${id}\` already`);
    await recordAudit(tx, { ...by, project: id }, 'project.create', id, { name: given.name });
    return made;
  });
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

/** The projects of these ids, as requests meet them. */
export async function loadProjects(db: Db, ids: string[]): Promise<Map<string, Project>> {
  const rows = await db.select().from(projects).where(inArray(projects.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}
