import { SCOPES, type Scope } from '../../model/principal.ts';
import type { Role } from './session.ts';

export const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);

/** What a role may do in its project. */
export const SCOPES_OF: Record<Role, ReadonlySet<Scope>> = {
  admin: ALL_SCOPES,
  member: new Set<Scope>(['read', 'prompts', 'scores']),
  viewer: new Set<Scope>(['read']),
};
