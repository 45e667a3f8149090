import { type Config, ConfigError, isLoopback } from '../../config.ts';
import { Forbidden } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Meta } from '../../meta/db.ts';
import type { Authenticate, Credentials, Principal } from '../../model/principal.ts';
import { bootstrap } from './bootstrap.ts';
import { createIdentify } from './identify.ts';
import { createKeyring } from './keyring.ts';
import { createKeys, type Keys } from './keys.ts';
import { createProjects, type Projects } from './projects.ts';
import { createSessions } from './session.ts';
import { createSignIn, type SignIn } from './signin.ts';

export { SESSION_SECONDS } from './session.ts';

/** Who may do what: one object for every edge (HTTP, gRPC). */
export interface Access extends SignIn {
  /** `open`: no owner, bound to loopback, this machine needs no credentials. */
  mode: 'open' | 'owner';
  authenticate: Authenticate;
  /** Like `authenticate`, whatever the scopes. */
  identify(credentials: Credentials): Promise<Principal>;
  keys: Keys;
  projects: Projects;
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
  const keyring = createKeyring(db, log);
  const sessions = createSessions(db);
  const projects = createProjects(db);
  const identify = createIdentify({ isOpen: !hasOwner, keyring, sessions, findProject: projects.read });
  return {
    mode: hasOwner ? 'owner' : 'open',
    identify,
    authenticate: async (credentials, scope) => {
      const principal = await identify(credentials);
      if (principal.scopes.has(scope)) return principal;
      throw new Forbidden(`this ${principal.kind === 'key' ? 'key' : 'account'} lacks the scope \`${scope}\``);
    },
    ...createSignIn(db, sessions),
    keys: createKeys(db, keyring),
    projects,
    close: keyring.close,
  };
}
