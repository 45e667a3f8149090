import { Forbidden, Unauthenticated } from '../../lib/errors.ts';
import type { Credentials, Principal } from '../../model/principal.ts';
import { DEFAULT_PROJECT } from './bootstrap.ts';
import { parseAuthorization } from './key.ts';
import type { Keyring } from './keyring.ts';
import { checkLocalHost, checkOrigin, isLocal } from './local.ts';
import type { Project } from './projects.ts';
import { ALL_SCOPES, SCOPES_OF } from './roles.ts';
import { type Sessions, type SignedIn, tokenOf } from './session.ts';

export interface IdentifyParts {
  /** Without an owner this machine needs no credentials. */
  isOpen: boolean;
  keyring: Keyring;
  sessions: Sessions;
  findProject: (id: string) => Promise<Project | undefined>;
}

/** Who asks: a key, a person by cookie, or (without an owner) this machine. A wrong key is never taken for no key. */
export function createIdentify({ isOpen, keyring, sessions, findProject }: IdentifyParts) {
  async function byKey(authorization: string): Promise<Principal> {
    const shown = parseAuthorization(authorization);
    const principal = shown && (await keyring.verify(shown));
    if (!principal) throw new Unauthenticated('unknown or revoked key');
    return principal;
  }

  /** The project asked for, else `default`, else the first of a member's. */
  async function projectOf(who: Pick<SignedIn, 'owner' | 'memberships'>, asked: string | undefined): Promise<string> {
    const inDefault = who.owner || who.memberships.has(DEFAULT_PROJECT);
    const id = asked || (inDefault ? DEFAULT_PROJECT : who.memberships.keys().next().value);
    if (id === undefined) throw new Forbidden('you are not a member of any project');
    const allowed = who.owner ? id.length <= 64 && (await findProject(id)) !== undefined : who.memberships.has(id);
    if (!allowed) throw new Forbidden('no such project, or you are not a member of it');
    return id;
  }

  async function byCookie(session: SignedIn, credentials: Credentials): Promise<Principal> {
    checkOrigin(credentials, true);
    const { userId: id, email: name, owner, memberships } = session;
    const project = await projectOf(session, credentials.project);
    return {
      kind: 'user',
      id,
      name,
      project,
      scopes: owner ? ALL_SCOPES : SCOPES_OF[memberships.get(project) ?? 'viewer'],
    };
  }

  async function byBeingHere(credentials: Credentials): Promise<Principal> {
    checkLocalHost(credentials.host);
    checkOrigin(credentials, false);
    const project = await projectOf({ owner: true, memberships: new Map() }, credentials.project);
    return { kind: 'local', id: 'local', name: 'local', project, scopes: ALL_SCOPES };
  }

  return async (credentials: Credentials): Promise<Principal> => {
    if (credentials.authorization !== undefined) return byKey(credentials.authorization);
    const token = tokenOf(credentials.cookie);
    const session = token === undefined ? undefined : await sessions.find(token);
    if (session) return byCookie(session, credentials);
    if (isOpen && isLocal(credentials.remoteAddress)) return byBeingHere(credentials);
    throw new Unauthenticated('sign in, or send an API key');
  };
}
