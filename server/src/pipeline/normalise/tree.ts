import type { Span } from '../../model/span.ts';
import { LANGFUSE_SCOPE } from './langfuse-rows.ts';
import type { Pricer } from './price.ts';
import { inherit } from './rows.ts';

/** Work of their own: model calls below them are theirs, not the one above them. */
const BORDERS = new Set(['agent', 'tool', 'retriever', 'guardrail', 'evaluator']);
const isModel = (span: Span): boolean => span.kind === 'llm' || span.kind === 'embedding';

/**
 * Makes rows of one trace (own values only, one per span) what they should be: fields inherited, wrappers told from calls,
 * calls priced. Changes them in place.
 */
export function settleRows(spans: readonly Span[], price: Pricer): void {
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  if (spans.length > 1) inheritAll(spans, byId);
  const wrappers = findWrappers(spans, byId);
  if (spans.length > 1) stretchRoots(spans);
  for (const span of spans) settlePrice(span, isModel(span) && !wrappers.has(span), price);
}

function settlePrice(span: Span, isCall: boolean, price: Pricer): void {
  span.is_call = isCall;
  const priced = isCall ? price(span) : { cost: null, price: '' };
  span.cost = priced.cost;
  span.price = priced.price;
}

/** Each span takes what it lacks from its parent, which has taken from its own before; an orphan takes from the trace's root. */
function inheritAll(spans: readonly Span[], byId: ReadonlyMap<string, Span>): void {
  const root = rootOf(spans);
  const done = new Set<Span>();
  const path: Span[] = [];
  for (const span of spans) {
    let next: Span | undefined = span;
    // A loop of parents ends where it would begin again: marked as done when entered, not when left.
    while (next && !done.has(next)) {
      done.add(next);
      path.push(next);
      next = byId.get(next.parent_id);
    }
    for (let step = path.pop(); step; step = path.pop()) {
      const parent = byId.get(step.parent_id) ?? (step.parent_id === '' ? undefined : root);
      if (parent && parent !== step) inherit(step, parent);
    }
  }
}

/** The earliest span that names no parent. */
function rootOf(spans: readonly Span[]): Span | undefined {
  let root: Span | undefined;
  for (const span of spans) {
    if (span.parent_id !== '') continue;
    if (!root || span.time < root.time || (span.time === root.time && span.span_id < root.span_id)) root = span;
  }
  return root;
}

/**
 * Model spans that only wrap another one of the same kind, such as `ai.generateText` round its provider call, or a client's
 * span round the gateway's: the innermost is the call.
 */
function findWrappers(spans: readonly Span[], byId: ReadonlyMap<string, Span>): Set<Span> {
  const wrappers = new Set<Span>();
  const walked = { llm: new Set<Span>(), embedding: new Set<Span>() };
  for (const span of spans) {
    if (!isModel(span)) continue;
    const seen = walked[span.kind as 'llm' | 'embedding'];
    let above = byId.get(span.parent_id);
    while (above && above !== span && !seen.has(above) && !BORDERS.has(above.kind)) {
      seen.add(above);
      if (above.kind === span.kind) wrappers.add(above);
      above = byId.get(above.parent_id);
    }
  }
  return wrappers;
}

/** Langfuse's traces have a beginning but no end: they last as long as what is in them. */
function stretchRoots(spans: readonly Span[]): void {
  const root = spans.find((span) => span.scope === LANGFUSE_SCOPE && span.span_id === span.trace_id);
  if (!root) return;
  const end = spans.reduce(
    (latest, span) => Math.max(latest, span.time + Math.round(span.duration_ms * 1000)),
    root.time,
  );
  root.duration_ms = (end - root.time) / 1000;
}
