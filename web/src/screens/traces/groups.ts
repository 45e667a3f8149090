import type { Filter, Row } from '../../model.ts';

/** Fields one may group by at once. */
export const MOST_FIELDS = 3;

/** Numbers shown of a group unless one chooses others; `calls` is always the first. */
export const USUAL_METRICS = ['error_rate', 'latency_p50', 'latency_p95', 'output_tokens', 'cost_per_call', 'cost'];

const escaped = (field: string): string => field.replaceAll('%', '%25').replaceAll(',', '%2C');
const plain = (text: string): string => text.replaceAll('%2C', ',').replaceAll('%25', '%');

/** The fields of a `by` parameter. */
export const fieldsOf = (by: string | undefined): string[] =>
  by === undefined ? [] : [...new Set(by.split(',').filter(Boolean).map(plain))].slice(0, MOST_FIELDS);

/** The `by` parameter after a field was picked or dropped; undefined when none is left. */
export function toggleField(by: string | undefined, field: string): string | undefined {
  const fields = fieldsOf(by);
  const next = fields.includes(field) ? fields.filter((one) => one !== field) : [...fields, field];
  return next.length === 0 ? undefined : next.slice(0, MOST_FIELDS).map(escaped).join(',');
}

/** The metrics of a `cols` parameter, `calls` left out: it stands there anyway. */
export const metricsOf = (cols: string | undefined): string[] =>
  cols === undefined ? USUAL_METRICS : cols.split(',').filter((id) => id !== '' && id !== 'calls');

/** The `cols` parameter after a metric was shown or hidden; undefined when they are the usual ones again. */
export function toggleMetric(cols: string | undefined, id: string): string | undefined {
  const shown = metricsOf(cols);
  const next = shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id];
  return next.join() === USUAL_METRICS.join() ? undefined : ['calls', ...next].join();
}

/** The conditions that leave only the calls of one group. */
export const filtersOf = (row: Row, fields: readonly string[]): Filter[] =>
  fields.map((field) => {
    const value = row[field];
    if (value === undefined || value === '') return { field, op: 'exists', value: false };
    return { field, op: 'eq', value: field === 'http_status' ? Number(value) : String(value) };
  });

export const keyOfGroup = (row: Row, fields: readonly string[]): string =>
  JSON.stringify(fields.map((field) => row[field] ?? null));
