import { type App, type Release, releaseAt } from './apps.ts';
import type { Text } from './data.ts';
import { failureOf } from './failures.ts';
import { MODELS, type Model, timing } from './models.ts';
import type { Person } from './people.ts';
import { pick, pickByShare, type Random } from './random.ts';
import type { DemoCall, DemoSpan, Value } from './span.ts';
import type { createTexts } from './texts.ts';

/** What every trace is made with. */
export interface Kit {
  /** End of the loaded window (ms): the moments of the story are told from here. */
  end: number;
  texts: ReturnType<typeof createTexts>;
  /** Real latencies ÷ their median. */
  spreads: readonly number[];
}

/** Somebody uses a feature. */
export interface Visit {
  app: App;
  /** Milliseconds since the epoch. */
  at: number;
  person: Person;
  session: string;
  environment: string;
  /** Tokens, as the traffic data has them. */
  input: number;
  output: number;
  cached?: number;
  /** The rows this is made from. */
  origin: string;
  /** Decides ids and when spans start: the same whenever the demo is loaded, so that loading again replaces. */
  random: Random;
  /** Decides everything else, which may differ with the end of the window. */
  story: Random;
}

/** Slower than this many times the usual would be the only thing one sees. */
const MAX_SPREAD = 12;

/** How much slower than usual a call is, drawn from real ones. */
export const spreadOf = (random: Random, { spreads }: Kit): number =>
  spreads.length ? Math.min(pick(random, spreads), MAX_SPREAD) : 1;

export interface Answered {
  call: DemoCall;
  release: Release;
  text: Text;
}

/** The model call that answers a visit, with the text it is shown with. */
export function answer(visit: Visit, kit: Kit): Answered {
  const { app, at, person, story } = visit;
  const { end } = kit;
  const release = releaseAt(app, { at, end, arm: person.arm });
  const chosen: Model = MODELS[pickByShare(story, release.models).name];
  const output = Math.max(1, Math.round(visit.output * (release.output ?? 1)));
  const input = Math.round(visit.input * (release.input ?? 1));
  const { unsupported } = release;
  const text = kit.texts(story, {
    task: app.task,
    output,
    model: chosen.name,
    ...(unsupported === undefined ? {} : { unsupported }),
  });
  const { provider, name: model } = chosen;
  const base = { provider, model, system: app.system, messages: [] };
  const failure = failureOf(story, { provider, at, end });
  if (failure) {
    return { call: { ...base, failure, duration: failure.after * (1 + story()) }, release, text };
  }
  const { ttft, duration } = timing(chosen, { input, output, spread: spreadOf(story, kit) });
  const { slower = 1 } = release;
  const speed = { ttft: ttft * slower, duration: duration * slower };
  const cached = visit.cached ? { cached: visit.cached } : {};
  return { call: { ...base, ...speed, input, output, ...cached, answer: text.answer }, release, text };
}

/** What a span says about who made it, for what. Children inherit it, so only roots carry it. */
export function contextOf({ app, person, session }: Visit, { version }: Release): Record<string, Value> {
  return {
    'user.id': person.user,
    'session.id': session,
    'telltale.prompt.name': app.prompt,
    'telltale.prompt.version': version,
    'telltale.team': app.team,
    'telltale.customer': person.customer,
    'telltale.feature': app.feature,
  };
}

/** What of a trace made from traffic data and texts no data set says. */
const SYNTHESISED = ['model', 'latency', 'failure', 'prompt', 'version', 'user', 'session', 'customer', 'pairing'];

/** Says where a span comes from and what of it was made up; it ends in the span's metadata. */
export function marksOf(
  { origin }: Pick<Visit, 'origin'>,
  text?: Pick<Text, 'id' | 'model'> & { label?: Text['label'] },
  also: readonly string[] = [],
): Record<string, Value> {
  const made = SYNTHESISED.filter((what) => what !== 'model' || !text?.model || !(text.model in MODELS));
  return {
    'demo.origin': text ? `${origin} + ${text.id}` : origin,
    'demo.label': text?.label,
    'demo.synthesised': [...made, ...also],
  };
}

/** Fields of a span that are the same for all spans of a visit. */
export const sharedBy = ({ app, environment }: Visit): Pick<DemoSpan, 'service' | 'environment'> => ({
  service: app.service,
  environment,
});
