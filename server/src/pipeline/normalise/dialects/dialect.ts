import type { AttributeValue } from '../../../model/wire.ts';
import type { Draft, Read, Slot, SlotValue, Tree } from '../draft.ts';

/** An attribute's name, with a reader where the slot's own will not do. */
export type Source = string | readonly [key: string, read: Read];

/** Says a value found inside another one. */
export type Offer = (slot: Slot, value: SlotValue | undefined) => void;

/** Reads an attribute that holds several things. False = it holds nothing of use, so it is kept as metadata. */
export type Expand = (value: AttributeValue, offer: Offer, draft: Draft) => boolean;

/** One convention of naming span attributes, as data. */
export interface Dialect {
  name: string;
  /** Slot → attributes that fill it, best first. Across conventions see `rules.ts`. */
  fields: Partial<Record<Slot, readonly Source[]>>;
  /** Attributes that hold several things, such as JSON objects. */
  expand?: Record<string, Expand>;
  /** Indexed attributes (`<prefix>0.role`): what they make when put together. */
  trees?: Record<string, { slot: Slot; build: (tree: Tree) => string | undefined }>;
  /** `<prefix><key>` is kept as metadata `<key>`. */
  metadata?: readonly string[];
  /** Says nothing that is not said elsewhere. */
  redundant?: readonly string[];
}

/** Reads a span kind (or another closed list) through a table; values not in it are left to other sources. */
export function among(table: Readonly<Record<string, string>>): Read {
  const map = new Map(Object.entries(table));
  return (value) => (typeof value === 'string' ? map.get(value.toLowerCase()) : undefined);
}

/** Keeps the fields of a JSON object as metadata. */
export const spread: Expand = (value, _offer, draft) => {
  const object = typeof value === 'string' ? parse(value) : value;
  if (typeof object !== 'object' || object === null || Array.isArray(object) || object instanceof Uint8Array)
    return false;
  for (const [key, inner] of Object.entries(object)) draft.keep(key, inner as AttributeValue);
  return true;
};

function parse(json: string): AttributeValue {
  try {
    return JSON.parse(json) as AttributeValue;
  } catch {
    return null;
  }
}
