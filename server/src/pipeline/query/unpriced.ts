import { nowMicros } from '../../lib/clock.ts';
import type { Engine } from '../store/engine.ts';
import { formatTime } from './time.ts';

/** A model that was called and has no price. */
export interface UnpricedModel {
  provider: string;
  model: string;
  calls: number;
  /** RFC 3339. */
  last_seen: string;
}

const DAYS = 30;
const MOST = 200;

/** Models called in the last 30 days whose tokens are known and whose cost is not, most called first. */
export async function unpricedModels(engine: Engine, project: string, now = nowMicros()): Promise<UnpricedModel[]> {
  const rows = await engine.query<{ provider: string; model: string; calls: number; last: number }>(
    'SELECT provider, model, count() AS calls, toUnixTimestamp64Micro(max(time)) AS last FROM telltale.spans FINAL ' +
      'WHERE project = {project:String} AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} AND is_call = 1 ' +
      "AND cost IS NULL AND (input_tokens IS NOT NULL OR output_tokens IS NOT NULL) AND model != '' " +
      'GROUP BY provider, model ORDER BY calls DESC, provider, model LIMIT {limit:UInt32}',
    { project, from: now - DAYS * 86_400_000_000, to: now + 86_400_000_000, limit: MOST },
  );
  return rows.map(({ last, ...row }) => ({ ...row, last_seen: formatTime(last) }));
}
