export const SCOPES = ['ingest', 'read', 'prompts', 'scores', 'gateway', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, and for which project. Every request has exactly one. */
export interface Principal {
  kind: 'key' | 'user' | 'local';
  /** Key id, user id, or `local`. */
  id: string;
  /** Shown in the audit log: key name or e-mail. */
  name: string;
  project: string;
  scopes: ReadonlySet<Scope>;
}

/** What a request shows of itself, whatever carried it (HTTP headers, gRPC metadata). Header values as sent. */
export interface Credentials {
  authorization: string | undefined;
  cookie: string | undefined;
  /** `x-telltale-project`: which project a signed-in user or the open local mode means; keys have theirs. */
  project: string | undefined;
  host: string | undefined;
  origin: string | undefined;
  method: string;
  remoteAddress: string;
}

/** Resolves who asks. Throws `Unauthenticated` without valid credentials, `Forbidden` when the scope is missing. */
export type Authenticate = (credentials: Credentials, scope: Scope) => Promise<Principal>;
