import type { AttributeValue } from '../../../model/wire.ts';
import { type Draft, type Read, S, SLOT_NAMES, SLOTS, type Slot, type Tree } from '../draft.ts';
import { isAnnotation } from '../scores.ts';
import type { Dialect, Expand } from './dialect.ts';
import { DIALECTS, EVENTS, EXCEPTIONS } from './precedence.ts';

interface Target {
  slot: Slot;
  index: number;
  rank: number;
  read: Read;
}

/** What one attribute means. */
interface Rule {
  targets: readonly Target[];
  expand?: { run: Expand; ranks: ReadonlyMap<Slot, number> };
  /** A leaf of a tree: which one, and where in it. */
  leaf?: { prefix: string; path: readonly string[] };
  /** Metadata key it is kept under when nothing above took it; '' = not kept. */
  keep: string;
  /** A part of a score, read by `scores.ts`. */
  score?: boolean;
}

/** Nothing else fills more than this many sources into one slot. */
const LAST = 500;
const ranks = new Map<Slot, ReadonlyMap<string, number>>(SLOT_NAMES.map((slot) => [slot, rankSources(slot)]));

/** Rank of a source within its slot; lower is better. */
export const rankOf = (slot: Slot, source: string): number => ranks.get(slot)?.get(source) ?? LAST;
export const EVENT_RANKS = { input: rankOf('input', EVENTS), output: rankOf('output', EVENTS) };

function rankSources(slot: Slot): ReadonlyMap<string, number> {
  const sources = [...(EXCEPTIONS[slot] ?? []), ...DIALECTS.flatMap((dialect) => sourcesOf(dialect, slot))];
  return new Map([...new Set(sources)].map((source, rank) => [source, rank]));
}

/** Names of everything in a convention that may fill the slot: what expands comes before its plain attributes. */
function sourcesOf({ fields, expand = {}, trees = {} }: Dialect, slot: Slot): string[] {
  const plain = (fields[slot] ?? []).map((source) => (typeof source === 'string' ? source : source[0]));
  const built = Object.entries(trees).filter(([, tree]) => tree.slot === slot);
  return [...Object.keys(expand), ...plain, ...built.map(([prefix]) => `${prefix}*`)];
}

const rules = compile();
const trees = new Map(DIALECTS.flatMap(({ trees: own = {} }) => Object.entries(own)));
const treePrefixes = [...trees.keys()];
const metadataPrefixes = DIALECTS.flatMap(({ metadata = [] }) => metadata);

function compile(): Map<string, Rule> {
  const compiled = new Map<string, Rule & { targets: Target[] }>();
  const rule = (key: string) => {
    const found = compiled.get(key) ?? { targets: [], keep: metadataKey(key) };
    compiled.set(key, found);
    return found;
  };
  for (const { fields, expand = {}, redundant = [] } of DIALECTS) {
    for (const slot of SLOT_NAMES) {
      for (const source of fields[slot] ?? []) {
        const [key, read]: readonly [string, Read] = typeof source === 'string' ? [source, SLOTS[slot]] : source;
        rule(key).targets.push({ slot, index: S[slot], rank: rankOf(slot, key), read });
      }
    }
    for (const [key, run] of Object.entries(expand)) {
      rule(key).expand = { run, ranks: new Map(SLOT_NAMES.map((slot) => [slot, rankOf(slot, key)])) };
    }
    for (const key of redundant) rule(key).keep = '';
  }
  return compiled;
}

function metadataKey(key: string): string {
  const prefix = DIALECTS.flatMap(({ metadata = [] }) => metadata).find((start) => key.startsWith(start));
  return prefix && key.length > prefix.length ? key.slice(prefix.length) : key;
}

/** Attribute names that are in no table, as they were worked out. Bounded: hostile names can only make it useless. */
const learned = new Map<string, Rule>();
const MAX_LEARNED = 8192;
const MAX_PATH = 12;

function learn(key: string): Rule {
  const rule = work(key);
  if (learned.size >= MAX_LEARNED) learned.clear();
  learned.set(key, rule);
  return rule;
}

function work(key: string): Rule {
  if (isAnnotation(key)) return { targets: [], score: true, keep: '' };
  const prefix = treePrefixes.find((start) => key.startsWith(start));
  if (prefix !== undefined) {
    const path = key.slice(prefix.length).split('.');
    if (path.length <= MAX_PATH && /^\d{1,4}$/.test(path[0] ?? ''))
      return { targets: [], leaf: { prefix, path }, keep: key };
  }
  const start = metadataPrefixes.find((candidate) => key.startsWith(candidate) && key.length > candidate.length);
  return { targets: [], keep: start === undefined ? key : key.slice(start.length) };
}

/** Reads one attribute into the draft: fields it fills, else metadata. */
export function readAttribute(draft: Draft, key: string, value: AttributeValue): void {
  const rule = rules.get(key) ?? learned.get(key) ?? learn(key);
  let used = false;
  for (const { index, rank, read } of rule.targets) {
    if (rank >= (draft.ranks[index] as number)) {
      used = true;
      continue;
    }
    const read_ = read(value);
    if (read_ === undefined) continue;
    draft.values[index] = read_;
    draft.ranks[index] = rank;
    used = true;
  }
  if (used) return;
  if (rule.score) draft.scored = true;
  if (rule.expand && expanded(draft, rule.expand, value)) return;
  if (rule.leaf && plant(draft, rule.leaf, value)) return;
  if (rule.keep !== '' && value !== null && value !== '') draft.keep(rule.keep, value);
}

function expanded(draft: Draft, { run, ranks: own }: NonNullable<Rule['expand']>, value: AttributeValue): boolean {
  return run(value, (slot, found) => draft.offer(slot, own.get(slot) ?? LAST, found), draft);
}

/** Puts an indexed attribute into its tree. False when its place is taken by something of another shape. */
function plant(draft: Draft, { prefix, path }: NonNullable<Rule['leaf']>, value: AttributeValue): boolean {
  draft.trees ??= new Map();
  let node = draft.trees.get(prefix) ?? newTree();
  draft.trees.set(prefix, node);
  for (const step of path.slice(0, -1)) {
    const next = node[step] ?? newTree();
    if (typeof next !== 'object') return false;
    node[step] = next;
    node = next as Tree;
  }
  node[path.at(-1) as string] = value;
  return true;
}

const newTree = (): Tree => Object.create(null) as Tree;

/** Builds what indexed attributes make together, once all have been read. */
export function buildTrees(draft: Draft): void {
  for (const [prefix, tree] of draft.trees ?? []) {
    const { slot, build } = trees.get(prefix) ?? {};
    if (slot && build) draft.offer(slot, rankOf(slot, `${prefix}*`), build(tree));
  }
}
