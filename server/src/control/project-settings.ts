import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { Forbidden } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { recordAudit } from '../meta/audit.ts';
import type { Db } from '../meta/db.ts';
import { reasonOf } from '../meta/reason.ts';
import { project_settings } from '../meta/tables.ts';
import type { Principal } from '../model/principal.ts';
import type { ProjectSettings } from '../model/project-settings.ts';

/** Settings with the secret of the project's hashes, for the pipeline alone. */
type KeptSettings = ProjectSettings & { secret: string };

/** The projects' settings, always at hand. */
export interface SettingsOfProjects {
  /** Of one project, at once; all off until somebody changes them. */
  of(project: string): KeptSettings;
  /** Replaces the settings of the principal's project. Throws `Forbidden` without the scope `admin`. */
  put(by: Principal, settings: ProjectSettings): Promise<ProjectSettings>;
  close(): void;
}

/** Changes made on another app node are seen within this. */
const POLL_MS = 2_000;
const NOTHING: KeptSettings = { redaction: {}, pseudonymise_users: false, thresholds: {}, secret: '' };

export async function createProjectSettings({ db, log }: { db: Db; log: Log }): Promise<SettingsOfProjects> {
  let current = await load(db);
  let refreshed: Promise<unknown> = Promise.resolve();
  /** One after the other: an answer from before a change must not replace one from after it. */
  function refresh(): Promise<void> {
    const reload = async (): Promise<void> => {
      current = await load(db);
    };
    const next = refreshed.then(reload, reload);
    refreshed = next;
    return next;
  }
  const poll = setInterval(() => {
    refresh().catch((error: unknown) => log.warn({ error: reasonOf(error) }, 'cannot read settings of projects'));
  }, POLL_MS).unref();

  return {
    of: (project) => current.get(project) ?? NOTHING,
    put: async (by, settings) => {
      if (!by.scopes.has('admin')) throw new Forbidden('this needs the scope `admin`');
      await db.transaction(async (tx) => {
        const { project } = by;
        const secret = randomBytes(32).toString('hex');
        await tx.insert(project_settings).values({ project, settings, secret }).onConflictDoNothing();
        const changed = { settings, updated_at: new Date() };
        await tx.update(project_settings).set(changed).where(eq(project_settings.project, project));
        await recordAudit(tx, by, 'settings.change', project, { ...settings });
      });
      await refresh();
      return settings;
    },
    close: () => clearInterval(poll),
  };
}

async function load(db: Db): Promise<Map<string, KeptSettings>> {
  const rows = await db.select().from(project_settings);
  return new Map(rows.map(({ project, settings, secret }) => [project, { ...settings, secret }]));
}
