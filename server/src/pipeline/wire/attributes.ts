import type { Attributes, AttributeValue } from '../../model/wire.ts';
import { DROPPED_ATTRIBUTES, MAX_ATTRIBUTES } from './limits.ts';

/** Sets an attribute; beyond the limit it is counted under `telltale.dropped_attributes` instead. The last of a key wins. */
export function setAttribute(attributes: Attributes, key: string, value: AttributeValue): void {
  if (attributes.size < MAX_ATTRIBUTES || attributes.has(key)) attributes.set(key, value);
  else countDropped(attributes, DROPPED_ATTRIBUTES);
}

/** Adds one to a count of what was left out. */
export function countDropped(attributes: Attributes, name: string): void {
  const before = attributes.get(name);
  attributes.set(name, typeof before === 'number' ? before + 1 : 1);
}

/** An object for a key-value list: keys are hostile, so it inherits nothing. */
export const newRecord = (): { [key: string]: AttributeValue } =>
  Object.create(null) as { [key: string]: AttributeValue };
