import { type Message, messagesOf, prettyJson } from './messages.ts';
import type { Call } from './model.ts';
import type { TraceTree, TreeNode } from './traceTree.ts';

/** One turn of what happened in a trace. `depth`: how many sub-agents it is inside of. */
export type Turn<S extends Call> = { node: TreeNode<S>; span: S; depth: number; key: string } & (
  | { type: 'said'; message: Message }
  /** A call's answer; `repeated` messages of its input stand further up already. */
  | { type: 'answer'; messages: Message[]; repeated: number }
  /** A tool, a retriever, a check. `asked`: its input, unless those very words were said above. */
  | { type: 'step'; asked?: string; told?: string; opens: boolean }
  /** A sub-agent begins; what is deeper and follows is its dialogue. */
  | { type: 'block' }
  /** A step of no words failed. */
  | { type: 'failed' }
);

/** A turn before it has its place. */
type Open<T> = T extends unknown ? Omit<T, 'node' | 'span' | 'depth' | 'key'> : never;

/** Steps that are told of in a row of their own. */
const STEPS = new Set(['tool', 'retriever', 'guardrail', 'evaluator', 'embedding']);

interface Visit<S extends Call> {
  node: TreeNode<S>;
  depth: number;
  /** Nothing received is above it. */
  top: boolean;
  /** Inside of an agent, or one of several beside each other. */
  nested: boolean;
  leaving: boolean;
}

/**
 * A trace as the dialogue it was: who said what, what tools gave, what agents did among themselves, in the order of the tree.
 * Every call carries all that went before it; here everything stands once. A generator, span by span, so that whoever reads
 * a long trace can pause.
 */
export function* turnsOf<S extends Call>(tree: TraceTree<S>): Generator<Turn<S>[], void, void> {
  const heard = new Heard();
  const stack: Visit<S>[] = tree.roots.toReversed().map((node) => ({
    node,
    depth: 0,
    top: true,
    nested: false,
    leaving: false,
  }));
  for (let visit = stack.pop(); visit; visit = stack.pop()) {
    const { node, depth } = visit;
    const { span } = node;
    if (span) {
      const said = visit.leaving ? leave(span, visit, heard) : enter(span, visit, heard);
      const side = visit.leaving ? 'out' : 'in';
      // What a sub-agent was asked and answered is inside of its own dialogue.
      const within = isBlock(span, visit) ? depth + 1 : depth;
      yield said.map((turn, at) => {
        const place = { node, span, depth: turn.type === 'said' ? within : depth, key: `${node.id}/${side}${at}` };
        return { ...turn, ...place } as Turn<S>;
      });
    }
    if (visit.leaving) continue;
    if (node.children.length > 0) stack.push({ ...visit, leaving: true });
    const opens = span !== undefined && isBlock(span, visit);
    const several = node.children.filter((child) => child.span?.kind === 'agent').length > 1;
    for (let at = node.children.length - 1; at >= 0; at--)
      stack.push({
        node: node.children[at] as TreeNode<S>,
        depth: depth + (opens ? 1 : 0),
        top: visit.top && !span,
        nested: visit.nested || several || span?.kind === 'agent' || span?.kind === 'tool',
        leaving: false,
      });
  }
}

/** An agent inside of another, or a tool that asks models itself: its dialogue stands apart. */
const isBlock = <S extends Call>(span: S, { node, nested }: Visit<S>): boolean =>
  span.kind === 'agent' ? nested : span.kind === 'tool' && node.children.length > 0;

function enter<S extends Call>(span: S, visit: Visit<S>, heard: Heard): Open<Turn<S>>[] {
  const { node, top } = visit;
  if (span.is_call && span.kind !== 'embedding') return called(span, heard);
  if (STEPS.has(span.kind ?? '')) return [stepOf(span, visit, heard)];
  const block = isBlock(span, visit);
  const turns: Open<Turn<S>>[] = block ? [{ type: 'block' }] : [];
  if (top || span.kind === 'agent') {
    const asked = saidIn(span.input, 'user');
    // Some agents keep the whole dialogue as their input: what their own calls say is told by those.
    const end = node.children.length > 0 ? asked.findIndex(({ role }) => roleOf(role) === 'assistant') : -1;
    for (const message of heard.fresh(end < 0 ? asked : asked.slice(0, end))) turns.push({ type: 'said', message });
    if (node.children.length === 0) turns.push(...answersOf(span, heard));
  }
  if (span.status === 'error' && !block && node.failedBelow === 0) turns.push({ type: 'failed' });
  return turns;
}

/** What a step that had others below it said in the end, unless the last of them said the same. */
function leave<S extends Call>(span: S, { top }: Visit<S>, heard: Heard): Open<Turn<S>>[] {
  if (span.is_call) return [];
  if (span.kind === 'tool') {
    const told = span.output;
    return told !== undefined && heard.result(told) ? [{ type: 'step', told, opens: false }] : [];
  }
  return top || span.kind === 'agent' ? answersOf(span, heard) : [];
}

const answersOf = <S extends Call>(span: S, heard: Heard): Open<Turn<S>>[] => {
  const answers = saidIn(span.output, 'assistant');
  // Of a whole dialogue only the end is the answer.
  const last = answers.length > 1 ? answers.slice(-1) : answers;
  return heard.fresh(last).map((message) => ({ type: 'said', message }));
};

function called<S extends Call>(span: S, heard: Heard): Open<Turn<S>>[] {
  const input = saidIn(span.input, 'user');
  const asked = heard.fresh(input);
  const messages = saidIn(span.output, 'assistant');
  heard.add(messages);
  return [
    ...asked.map((message) => ({ type: 'said' as const, message })),
    { type: 'answer', messages, repeated: input.length - asked.length },
  ];
}

function stepOf<S extends Call>(span: S, visit: Visit<S>, heard: Heard): Open<Turn<S>> {
  const { input, output } = span;
  const opens = isBlock(span, visit);
  const told = output !== undefined && !opens ? output : undefined;
  if (told !== undefined && span.kind === 'tool') heard.result(told);
  const known = input === undefined || heard.asked(input);
  return {
    type: 'step',
    ...(known ? {} : { asked: input }),
    ...(told === undefined ? {} : { told }),
    opens,
  };
}

/** What instrumentation of functions writes when they were given nothing. */
const NO_ARGUMENTS = '{"args":[],"kwargs":{}}';

/** Messages of a text, each result of a tool by itself. */
function saidIn(source: string | undefined, role: 'user' | 'assistant'): Message[] {
  if (source === undefined || bare(source) === '' || bare(source) === NO_ARGUMENTS) return [];
  const messages = messagesOf(source, role);
  if (!messages) {
    const json = prettyJson(source);
    const label = role === 'user' ? 'input' : 'output';
    return json === undefined
      ? [{ role, parts: [{ type: 'text', text: source }] }]
      : [{ role, parts: [{ type: 'other', kind: label, json }] }];
  }
  return messages.flatMap((message) =>
    message.parts.length > 1 && message.parts.every(({ type }) => type === 'tool_result')
      ? message.parts.map((part) => ({ role: 'tool', parts: [part] }))
      : [message],
  );
}

const roleOf = (role: string): string =>
  role === 'model' ? 'assistant' : role === 'developer' ? 'system' : role === 'function' ? 'tool' : role;

const bare = (text: string): string => text.replace(/\s+/g, '');

/** What makes two messages the same: clients send ids, names and reasoning along or don't. */
function keyOf({ role, parts }: Message): string {
  const [first] = parts;
  if (parts.length === 1 && first?.type === 'tool_result') return resultKey(first.result);
  const spoken = parts.filter(({ type }) => type !== 'reasoning');
  return JSON.stringify([
    roleOf(role),
    (spoken.length > 0 ? spoken : parts).map((part) => {
      if (part.type === 'tool_call') return [part.type, part.name, bare(part.arguments)];
      if (part.type === 'tool_result') return [part.type, bare(part.result)];
      return part.type === 'text' ? part.text.trim() : Object.values(part);
    }),
  ]);
}

const resultKey = (result: string): string => `tool_result ${bare(result)}`;

/** How often everything was said so far. */
class Heard {
  readonly #times = new Map<string, number>();
  readonly #words = new Set<string>();
  /** Ids of calls of tools, and of what they gave. */
  readonly #ids = new Set<string>();

  /** The messages that are said more often here than before: who answers `yes` twice is heard twice. */
  fresh(messages: readonly Message[]): Message[] {
    const here = new Map<string, number>();
    return messages.filter((message) => {
      const key = keyOf(message);
      const times = (here.get(key) ?? 0) + 1;
      here.set(key, times);
      if (times <= (this.#times.get(key) ?? 0) || this.#knows(message)) return false;
      this.#say(key, message);
      return true;
    });
  }

  add(messages: readonly Message[]): void {
    for (const message of messages) this.#say(keyOf(message), message);
  }

  /** A tool gave this; false when that is known. */
  result(text: string): boolean {
    const key = resultKey(text);
    const known = this.#times.has(key);
    this.#times.set(key, (this.#times.get(key) ?? 0) + 1);
    return !known;
  }

  /** Whether somebody said just this, or a model asked a tool for it. */
  asked(text: string): boolean {
    return this.#words.has(bare(text));
  }

  /** Whether all of a message that calls tools, or brings what they gave, is known by its ids: clients tidy arguments up. */
  #knows({ parts }: Message): boolean {
    return (
      parts.some((part) => 'id' in part && part.id !== undefined) &&
      parts.every((part) => {
        if (part.type === 'text') return this.#words.has(bare(part.text));
        if (part.type === 'tool_result' && this.#times.has(resultKey(part.result))) return true;
        return part.type === 'reasoning' || ('id' in part && this.#ids.has(`${part.type} ${part.id}`));
      })
    );
  }

  #say(key: string, { parts }: Message): void {
    this.#times.set(key, (this.#times.get(key) ?? 0) + 1);
    for (const part of parts) {
      if ('id' in part && part.id !== undefined) this.#ids.add(`${part.type} ${part.id}`);
      if (part.type === 'tool_call') this.#words.add(bare(part.arguments));
      else if (part.type === 'text') this.#words.add(bare(part.text));
    }
  }
}

/** The turns in sight: what is inside of a folded sub-agent is left out. */
export function openTurns<S extends Call>(turns: readonly Turn<S>[], collapsed: ReadonlySet<string>): Turn<S>[] {
  let within = Number.POSITIVE_INFINITY;
  return turns.filter((turn) => {
    if (turn.depth > within) return false;
    within = opens(turn) && collapsed.has(turn.node.id) ? turn.depth : Number.POSITIVE_INFINITY;
    return true;
  });
}

/** Whether a dialogue of its own follows. */
export const opens = <S extends Call>(turn: Turn<S>): boolean =>
  turn.type === 'block' || (turn.type === 'step' && turn.opens);
