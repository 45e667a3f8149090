import { exact } from '../../format.ts';
import type { Goal, GoalDefinition, GoalStatus, Indicator } from '../../goals.ts';
import { objectiveWords, shareWords, sinceWords } from '../../goals.ts';
import type { Filter } from '../../model.ts';

/** A goal as a form holds it: what was typed, in the units it is typed in. */
export interface Draft {
  /** Undefined until somebody names it: then it is called what it says. */
  name: string | undefined;
  type: Indicator['type'];
  /** Seconds, or dollars for cost. */
  below: string;
  countCancelled: boolean;
  /** Percent. */
  objective: string;
  days: string;
  filter: Filter[];
}

export const TYPES: readonly { value: Indicator['type']; label: string }[] = [
  { value: 'availability', label: 'The call comes through' },
  { value: 'latency', label: 'The answer is there in time' },
  { value: 'ttft', label: 'The first token is there in time' },
  { value: 'cost', label: 'The call costs little enough' },
];

/** Goals many start with. */
export const PRESETS: readonly Pick<GoalDefinition, 'indicator' | 'objective'>[] = [
  { indicator: { type: 'availability' }, objective: 99.5 },
  { indicator: { type: 'latency', below: 5000 }, objective: 95 },
  { indicator: { type: 'ttft', below: 2000 }, objective: 95 },
];
export const USUAL_DAYS = 30;
const USUAL_BELOW: Partial<Record<Indicator['type'], string>> = { latency: '5', ttft: '2', cost: '0.05' };

export const usualBelow = (type: Indicator['type']): string => USUAL_BELOW[type] ?? '';

export function draftOf(given: Pick<GoalDefinition, 'indicator' | 'objective' | 'filter'> & Partial<Goal>): Draft {
  const { indicator, objective, filter, name, window_days = USUAL_DAYS } = given;
  const scale = indicator.type === 'cost' ? 1 : 1000;
  return {
    name,
    type: indicator.type,
    below: indicator.type === 'availability' ? '' : String(Number((indicator.below / scale).toPrecision(12))),
    countCancelled: indicator.type === 'availability' && indicator.count_cancelled === true,
    objective: String(objective),
    days: String(window_days),
    filter,
  };
}

export type DraftField = 'name' | 'below' | 'objective' | 'days' | 'filter';

/** What is wrong with a draft, field by field; empty when nothing is. */
export function faultsOf({ type, below, objective, days }: Draft): Partial<Record<DraftField, string>> {
  const [limit, percent, window] = [below, objective, days].map((typed) =>
    typed.trim() === '' ? Number.NaN : Number(typed),
  );
  return {
    ...(type !== 'availability' && !(limit! > 0) ? { below: 'A number above 0' } : {}),
    ...(percent! > 0 && percent! < 100 ? {} : { objective: 'Above 0 and below 100' }),
    ...(Number.isInteger(window) && window! >= 1 && window! <= 90 ? {} : { days: 'A whole number from 1 to 90' }),
  };
}

/** The goal that a draft without faults stands for. */
export function definitionOf({ type, below, countCancelled, objective, days, filter }: Draft): GoalDefinition {
  const scale = type === 'cost' ? 1 : 1000;
  return {
    indicator:
      type === 'availability'
        ? { type, ...(countCancelled ? { count_cancelled: true } : {}) }
        : { type, below: Number((Number(below) * scale).toPrecision(12)) },
    filter,
    objective: Number(objective),
    window_days: Number(days),
  };
}

/** What the server calls a field of the form. */
export function fieldOf(name: string | undefined): DraftField | undefined {
  if (name === undefined) return undefined;
  if (name.startsWith('filter')) return 'filter';
  if (name.startsWith('indicator')) return 'below';
  return name === 'window_days' ? 'days' : name === 'name' || name === 'objective' ? name : undefined;
}

/** A name for a goal that was given none: `95 % of calls under 5 s (faq)`. */
export function nameOf(definition: GoalDefinition): string {
  const values = definition.filter.flatMap(({ op, value }) => (op === 'eq' ? [String(value)] : []));
  const where = values.length === 0 ? '' : ` (${values.join(', ')})`;
  return (objectiveWords(definition) + where).replaceAll('\u00a0', ' ').slice(0, 100);
}

/** How a goal would stand, in a line. */
export function previewWords({ state, since, sli, valid, n }: GoalStatus, objective: number): string {
  if (state === 'no_calls') return n > 0 ? `none of ${exact(n)} calls says it` : 'no calls to judge it by';
  const now = `${sli === undefined ? '' : shareWords(sli, objective)} of ${exact(valid)} calls`;
  if (state === 'too_few') return `too few calls to tell: ${now}`;
  const word = { ok: 'ok', at_risk: 'at risk', broken: 'broken' }[state];
  const from = state === 'ok' ? '' : sinceWords(since);
  return `would be ${word}${from && ` ${from}`}: ${now}`;
}
