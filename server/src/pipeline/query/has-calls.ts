import type { Engine } from '../store/engine.ts';

const MOST_REMEMBERED = 10_000;

/** Whether a project has had any call. Once it has, the answer is remembered. */
export function hasCalls(engine: Engine): (project: string) => Promise<boolean> {
  const known = new Set<string>();
  return async (project) => {
    if (known.has(project)) return true;
    const rows = await engine.query<{ found: number }>(
      'SELECT 1 AS found FROM telltale.spans WHERE project = {project:String} AND is_call = 1 AND deleted = 0 LIMIT 1',
      { project },
      { timeoutMs: 5000 },
    );
    if (rows.length && known.size < MOST_REMEMBERED) known.add(project);
    return rows.length > 0;
  };
}
