import type { AttributeValue } from '../../model/wire.ts';
import {
  dollars,
  first,
  httpStatus,
  lower,
  metadataText,
  milliseconds,
  name,
  number,
  tags,
  text,
  tokens,
} from './values.ts';

/** What a convention can tell of a span, with the reader of each value. Most are columns. */
export const SLOTS = {
  kind: name,
  name,
  operation: name,
  provider: lower,
  model: name,
  requested_model: name,
  prompt: name,
  prompt_version: name,
  environment: name,
  rollout: name,
  arm: name,
  user: name,
  session: name,
  endpoint: name,
  team: name,
  customer: name,
  feature: name,
  tags,
  http_status: httpStatus,
  error_type: name,
  status_message: text,
  level: name,
  finish_reason: first,
  ttft_ms: milliseconds,
  /** Time of the first token, microseconds since the epoch. */
  first_token: number,
  input_tokens: tokens,
  output_tokens: tokens,
  cached_tokens: tokens,
  cache_write_tokens: tokens,
  reasoning_tokens: tokens,
  cost_sent: dollars,
  /** System instructions, to go before the input. */
  system: text,
  input: text,
  output: text,
} as const satisfies Record<string, Read>;

export type SlotValue = string | number | string[];
/** undefined = not to be used: the next source gets its chance, and the attribute is kept as metadata. */
export type Read = (value: AttributeValue) => SlotValue | undefined;
export type Slot = keyof typeof SLOTS;

export const SLOT_NAMES = Object.keys(SLOTS) as Slot[];
/** Where a slot's value is: `draft.text(S.model)`. */
export const S = Object.fromEntries(SLOT_NAMES.map((slot, i) => [slot, i])) as Readonly<Record<Slot, number>>;

/** A value of a tree: indexed attributes (`a.0.b.1.c`) put together again. */
export type Tree = { [key: string]: Tree | AttributeValue };

const NO_SOURCE = 1000;
/** Metadata of one span, in characters; what goes beyond is cut and marked. */
const MAX_METADATA = 1 << 21;
const MAX_ENTRIES = 2048;
const DROPPED = 'telltale.dropped_metadata';

/** What has been read of one span so far. One is used again for every span. */
export class Draft {
  readonly values: (SlotValue | undefined)[] = SLOT_NAMES.map(() => undefined);
  readonly ranks: number[] = SLOT_NAMES.map(() => NO_SOURCE);
  metadata = new Map<string, string>();
  trees: Map<string, Tree> | undefined;
  /** Input tokens were counted without the cached ones. */
  exclusive = false;
  /** Some attributes are scores (`annotations.N.…`). */
  scored = false;
  #room = MAX_METADATA;

  reset(): void {
    this.values.fill(undefined);
    this.ranks.fill(NO_SOURCE);
    this.metadata = new Map();
    this.trees = undefined;
    this.exclusive = false;
    this.scored = false;
    this.#room = MAX_METADATA;
  }

  /** Takes a value unless a better source (lower rank) spoke already. */
  offer(slot: Slot, rank: number, value: SlotValue | undefined): void {
    const i = S[slot];
    if (value === undefined || rank >= (this.ranks[i] as number)) return;
    this.values[i] = value;
    this.ranks[i] = rank;
  }

  text(slot: number): string {
    return (this.values[slot] as string | undefined) ?? '';
  }

  number(slot: number): number | null {
    return (this.values[slot] as number | undefined) ?? null;
  }

  list(slot: number): string[] {
    return (this.values[slot] as string[] | undefined) ?? [];
  }

  has(slot: number): boolean {
    return this.values[slot] !== undefined;
  }

  /** Keeps what has no column. */
  keep(key: string, value: AttributeValue): void {
    if (this.metadata.size >= MAX_ENTRIES && !this.metadata.has(key)) {
      this.metadata.set(DROPPED, String(Number(this.metadata.get(DROPPED) ?? 0) + 1));
      return;
    }
    const whole = metadataText(value);
    const kept = whole.length <= this.#room ? whole : `${whole.slice(0, this.#room)}…[truncated]`;
    this.#room -= Math.min(whole.length, this.#room);
    this.metadata.set(key, kept);
  }
}
