import { eq } from 'drizzle-orm';
import { type Config, ConfigError, isLoopback } from '../../config.ts';
import { Forbidden, Unauthenticated } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Meta } from '../../meta/db.ts';
import { users } from '../../meta/tables.ts';
import type { Authenticate, Credentials, Principal } from '../../model/principal.ts';
import { createAttempts } from './attempts.ts';
import { bootstrap, DEFAULT_PROJECT } from './bootstrap.ts';
import { parseAuthorization } from './key.ts';
import { createKeyring } from './keyring.ts';
import { createKeys, type Keys } from './keys.ts';
import { checkLocalHost, checkOrigin, isLocal } from './local.ts';
import { createLookup } from './lookup.ts';
import { checkPassword } from './password.ts';
import { createProject, listProjects, loadProjects, type Project, type Reach } from './projects.ts';
import { ALL_SCOPES, SCOPES_OF } from './roles.ts';
import { createSessions, type SignedIn, tokenOf } from './session.ts';

export { SESSION_SECONDS } from './session.ts';

/** Who may do what: one object for every edge (HTTP, gRPC). */
export interface Access {
  /** `open`: no owner, bound to loopback, this machine needs no credentials. */
  mode: 'open' | 'owner';
  authenticate: Authenticate;
  /** Like `authenticate`, whatever the scopes. */
  identify(credentials: Credentials): Promise<Principal>;
  /** Checks a password and returns the token for the session cookie. Throws `Unauthenticated`, `Overloaded`, `Forbidden`. */
  login(given: { email: string; password: string }, credentials: Credentials): Promise<string>;
  logout(credentials: Credentials): Promise<void>;
  keys: Keys;
  projects: {
    list(by: Principal, cursor?: string): Promise<{ projects: Project[]; next_cursor?: string }>;
    create(by: Principal, given: { id?: string | undefined; name: string }): Promise<Project>;
    read(id: string): Promise<Project | undefined>;
  };
  close(): Promise<void>;
}

export interface AccessParts {
  meta: Pick<Meta, 'db'>;
  config: Pick<Config, 'host' | 'bootstrapKey' | 'admin'>;
  log: Log;
}

/**
 * Makes what the configuration asks for at first start and answers who may. Throws `ConfigError` when the server would be
 * reachable from other machines without an owner.
 */
export async function createAccess({ meta: { db }, config, log }: AccessParts): Promise<Access> {
  const hasOwner = await bootstrap(db, config, log);
  if (!hasOwner && !isLoopback(config.host)) {
    throw new ConfigError(
      `TELLTALE_HOST: refusing to listen on ${config.host} without an owner; set TELLTALE_ADMIN_EMAIL and TELLTALE_ADMIN_PASSWORD`,
    );
  }
  const mode = hasOwner ? 'owner' : 'open';
  const keyring = createKeyring(db, log);
  const sessions = createSessions(db);
  const attempts = createAttempts();
  const known = createLookup<Project>({ load: (ids) => loadProjects(db, ids) });

  async function identify(credentials: Credentials): Promise<Principal> {
    if (credentials.authorization !== undefined) {
      const shown = parseAuthorization(credentials.authorization);
      const principal = shown && (await keyring.verify(shown));
      if (!principal) throw new Unauthenticated('unknown or revoked key');
      return principal;
    }
    const token = tokenOf(credentials.cookie);
    const session = token === undefined ? undefined : await sessions.find(token);
    if (session) {
      checkOrigin(credentials, true);
      return asPerson(session, await chosenProject(session, credentials.project));
    }
    if (mode !== 'open' || !isLocal(credentials.remoteAddress))
      throw new Unauthenticated('sign in, or send an API key');
    checkLocalHost(credentials.host);
    checkOrigin(credentials, false);
    const project = await chosenProject({ owner: true, memberships: new Map() }, credentials.project);
    return { kind: 'local', id: 'local', name: 'local', project, scopes: ALL_SCOPES };
  }

  /** The project asked for, else `default`, else the first of a member's. */
  async function chosenProject(
    who: Pick<SignedIn, 'owner' | 'memberships'>,
    asked: string | undefined,
  ): Promise<string> {
    const id =
      asked ??
      (who.owner || who.memberships.has(DEFAULT_PROJECT) ? DEFAULT_PROJECT : who.memberships.keys().next().value);
    if (id === undefined) throw new Forbidden('you are not a member of any project');
    const allowed = who.owner ? id.length <= 64 && (await known.get(id)) !== undefined : who.memberships.has(id);
    if (!allowed) throw new Forbidden('no such project, or you are not a member of it');
    return id;
  }

  async function reachOf(by: Principal): Promise<Reach> {
    if (by.kind === 'local') return 'all';
    if (by.kind === 'key') return [by.project];
    const person = await db.query.users.findFirst({ where: eq(users.id, by.id), columns: { owner: true } });
    if (person?.owner) return 'all';
    const theirs = await db.query.memberships.findMany({
      where: (m) => eq(m.user_id, by.id),
      columns: { project: true },
    });
    return theirs.map(({ project }) => project);
  }

  return {
    mode,
    identify,
    authenticate: async (credentials, scope) => {
      const principal = await identify(credentials);
      if (principal.scopes.has(scope)) return principal;
      throw new Forbidden(`this ${principal.kind === 'key' ? 'key' : 'account'} lacks the scope \`${scope}\``);
    },
    login: async ({ email, password }, credentials) => {
      checkOrigin(credentials, false);
      const address = email.toLowerCase();
      attempts.begin(credentials.remoteAddress, address);
      const person = await db.query.users.findFirst({ where: eq(users.email, address) });
      if (!(await checkPassword(password, person?.password_hash)) || !person)
        throw new Unauthenticated('wrong e-mail or password');
      attempts.succeeded(credentials.remoteAddress, address);
      return sessions.create(person.id);
    },
    logout: async (credentials) => {
      checkOrigin(credentials, true);
      const token = tokenOf(credentials.cookie);
      if (token !== undefined) await sessions.end(token);
    },
    keys: createKeys(db, keyring),
    projects: {
      list: async (by, cursor) => listProjects(db, await reachOf(by), cursor),
      create: async (by, given) => {
        const made = await createProject(db, by, await reachOf(by), given);
        known.forget(made.id);
        return made;
      },
      read: async (id) => known.get(id),
    },
    close: keyring.close,
  };
}

function asPerson({ userId, email, owner, memberships }: SignedIn, project: string): Principal {
  const role = memberships.get(project) ?? 'viewer';
  return { kind: 'user', id: userId, name: email, project, scopes: owner ? ALL_SCOPES : SCOPES_OF[role] };
}
