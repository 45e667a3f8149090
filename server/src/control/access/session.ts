import { hash, randomBytes } from 'node:crypto';
import { and, eq, gt, inArray, lt } from 'drizzle-orm';
import type { Db } from '../../meta/db.ts';
import { login_sessions, memberships, users } from '../../meta/tables.ts';
import { createLookup, type Lookup } from './lookup.ts';

export type Role = 'admin' | 'member' | 'viewer';

/** Whom a session cookie stands for. */
export interface SignedIn {
  userId: string;
  email: string;
  owner: boolean;
  /** Project → role. Owners need none. */
  memberships: Map<string, Role>;
  expiresAt: Date;
}

export const SESSION_SECONDS = 14 * 24 * 3600;

const COOKIE = /(?:^|;\s*)tt_session=([A-Za-z0-9_-]{43})(?:;|$)/;

/** The session token in a `Cookie` header. */
export function tokenOf(cookie: string | undefined): string | undefined {
  return cookie && cookie.length <= 16_384 ? COOKIE.exec(cookie)?.[1] : undefined;
}

const hashToken = (token: string): string => hash('sha256', token, 'hex');

export interface Sessions {
  find(token: string): Promise<SignedIn | undefined>;
  create(userId: string): Promise<string>;
  end(token: string): Promise<void>;
}

export function createSessions(db: Db): Sessions {
  const sessions: Lookup<SignedIn> = createLookup({ load: (hashes) => loadSessions(db, hashes) });
  return {
    find: async (token) => {
      const session = await sessions.get(hashToken(token));
      return session && session.expiresAt.getTime() > Date.now() ? session : undefined;
    },
    create: async (userId) => {
      const token = randomBytes(32).toString('base64url');
      const expires_at = new Date(Date.now() + SESSION_SECONDS * 1000);
      await db
        .delete(login_sessions)
        .where(and(eq(login_sessions.user_id, userId), lt(login_sessions.expires_at, new Date())));
      await db.insert(login_sessions).values({ token_hash: hashToken(token), user_id: userId, expires_at });
      return token;
    },
    end: async (token) => {
      const token_hash = hashToken(token);
      await db.delete(login_sessions).where(eq(login_sessions.token_hash, token_hash));
      sessions.forget(token_hash);
    },
  };
}

async function loadSessions(db: Db, hashes: string[]): Promise<Map<string, SignedIn>> {
  const rows = await db
    .select({
      hash: login_sessions.token_hash,
      expiresAt: login_sessions.expires_at,
      userId: users.id,
      email: users.email,
      owner: users.owner,
      project: memberships.project,
      role: memberships.role,
    })
    .from(login_sessions)
    .innerJoin(users, eq(users.id, login_sessions.user_id))
    .leftJoin(memberships, eq(memberships.user_id, users.id))
    .where(and(inArray(login_sessions.token_hash, hashes), gt(login_sessions.expires_at, new Date())))
    .orderBy(memberships.project);
  const found = new Map<string, SignedIn>();
  for (const { hash: id, project, role, ...person } of rows) {
    const session = found.get(id) ?? { ...person, memberships: new Map<string, Role>() };
    if (project && role) session.memberships.set(project, role);
    found.set(id, session);
  }
  return found;
}
