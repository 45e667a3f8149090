import { metricQuerySchema } from '../../model/query.ts';
import { GRAINS } from '../store/cubes.ts';
import type { Context, NumberRow } from './ask.ts';
import { runQuery } from './run.ts';
import { formatTime } from './time.ts';

/** A model that was called and has no price. */
interface Unpriced {
  provider: string;
  model: string;
  calls: number;
}

export interface UnpricedModel extends Unpriced {
  /** The hour of the last such call, RFC 3339. */
  last_seen: string;
}

const DAYS = 30;
const MOST = 200;

/** Rows by provider and model of the last 30 days that have calls whose tokens are known and whose cost is not, most such calls first. */
async function unpricedRows(context: Context, more: object = {}): Promise<NumberRow[]> {
  const { now } = context;
  const query = metricQuerySchema.parse({
    metrics: ['unpriced_calls'],
    group_by: ['provider', 'model'],
    filter: [{ field: 'model', op: 'exists', value: true }],
    range: { from: formatTime(now - DAYS * GRAINS.day), to: formatTime(now + GRAINS.day) },
    order_by: '-unpriced_calls',
    limit: MOST,
    ...more,
  });
  const { rows } = await runQuery(context, query);
  return rows.filter(({ unpriced_calls }) => Number(unpriced_calls) > 0);
}

const named = (row: NumberRow): Unpriced => ({
  provider: String(row.provider ?? ''),
  model: String(row.model ?? ''),
  calls: Number(row.unpriced_calls),
});

/** How many models called in the last 30 days have no price. */
export const countUnpriced = async (context: Context): Promise<number> => (await unpricedRows(context)).length;

/** Models called in the last 30 days whose tokens are known and whose cost is not, most called first. */
export async function unpricedModels(context: Context): Promise<UnpricedModel[]> {
  const found = (await unpricedRows(context)).map(named);
  if (!found.length) return [];
  const filter = [{ field: 'model', op: 'in', value: [...new Set(found.map(({ model }) => model))] }];
  const last = new Map<string, string>();
  for (const row of await unpricedRows(context, { interval: '1h', filter })) {
    const { provider, model } = named(row);
    const key = `${provider}\0${model}`;
    if ((row.time ?? '') > (last.get(key) ?? '')) last.set(key, String(row.time));
  }
  return found.map((one) => ({
    ...one,
    last_seen: last.get(`${one.provider}\0${one.model}`) ?? formatTime(context.now),
  }));
}
