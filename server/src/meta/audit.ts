import type { Principal } from '../model/principal.ts';
import type { Tx } from './db.ts';
import { audit } from './tables.ts';

/** Writes down who did what, in the transaction that does it. `detail` must hold no secrets. */
export async function recordAudit(
  tx: Tx,
  by: Pick<Principal, 'id' | 'name' | 'project'> & { kind: Principal['kind'] | 'system' },
  action: string,
  target: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await tx
    .insert(audit)
    .values({ project: by.project, actor_kind: by.kind, actor_id: by.id, actor_name: by.name, action, target, detail });
}
