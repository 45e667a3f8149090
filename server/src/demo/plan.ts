import { agentTrace } from './agent.ts';
import { APPS, type App, CHAT } from './apps.ts';
import { DAY, HOUR, momentOf, volume } from './calendar.ts';
import type { ApiCall, DemoData } from './data.ts';
import { evaluationTrace } from './evaluation.ts';
import { type Person, somebody } from './people.ts';
import { pickByShare, type Random, seeded } from './random.ts';
import { retrievalTrace } from './retrieval.ts';
import { singleTrace } from './single.ts';
import type { DemoCall, DemoSpan } from './span.ts';
import { askOf } from './texts.ts';
import { answer, type Kit, type Visit } from './visit.ts';

/** A trace that will be, at `at` (ms). */
export interface Planned {
  at: number;
  /** Model calls in it. */
  calls: number;
  make: (kit: Kit) => DemoSpan[];
}

/** On an ordinary working day. */
const REQUESTS = 3600;
const CONVERSATIONS = 330;
/** Every night, so that the set lasts for two weeks. */
const EVALUATIONS = 440;
const EVALUATION_AT = 2 * HOUR;
/** The recorded calls came in batches days apart: a longer pause is cut to this (ms). */
const LONGEST_PAUSE = 8000;
const CALLS: Record<App['shape'], number> = { single: 1, retrieval: 1, conversation: 1, agent: 3 };
/** Turns that are sent along with the next one. */
const HISTORY = 2;

/**
 * All traces of a day (counted from the epoch), in order. They depend on the day alone, so that each loading of the demo
 * makes the same traces, with the same ids at the same times.
 */
export function planDay(data: DemoData, day: number): Planned[] {
  const from = day * DAY;
  // A conversation may go on past midnight.
  const planned = [
    ...requests(data, day),
    ...conversations(data, day - 1),
    ...conversations(data, day),
    ...nightly(data, day),
  ];
  return planned.filter(({ at }) => at >= from && at < from + DAY).sort((a, b) => a.at - b.at);
}

const slice = <T>(rows: readonly T[], start: number, count: number): { row: T; at: number }[] =>
  Array.from({ length: rows.length ? count : 0 }, (_, i) => {
    const at = (start + i) % rows.length;
    return { row: rows[at]!, at };
  });

const makers = { single: singleTrace, retrieval: retrievalTrace, agent: agentTrace, conversation: singleTrace };

/** Requests come with the gaps of the recorded traffic, stretched over the day as its hours have it. */
function requests({ arrivals }: DemoData, day: number): Planned[] {
  const count = Math.round(REQUESTS * volume(day));
  const rows = slice(arrivals, day * REQUESTS, count);
  const whole = rows.reduce((sum, { row: [gap] }) => sum + gap, 1);
  const random = seeded('requests', day);
  let elapsed = 0;
  return rows.map(({ row: [gap, input, output], at: row }, i) => {
    elapsed += gap;
    const at = day * DAY + momentOf(elapsed / whole);
    const app = pickByShare(random, APPS);
    const person = somebody(random);
    const visit = {
      app,
      at,
      person,
      session: sessionOf(person, at),
      environment: environmentOf(random),
      input,
      output,
    };
    const origin = `azure_llm_2023_conv#${row}`;
    const make = (kit: Kit): DemoSpan[] => makers[app.shape]({ ...visit, origin, ...chances('request', day, i) }, kit);
    return { at, calls: CALLS[app.shape], make };
  });
}

/** Turns of a conversation follow each other as they were recorded. */
function conversations({ conversations: recorded }: DemoData, day: number): Planned[] {
  const random = seeded('conversations', day);
  const count = Math.round(CONVERSATIONS * volume(day));
  return slice(recorded, day * CONVERSATIONS, count).flatMap(({ row: turns, at: row }, i) => {
    const person = somebody(random);
    const environment = environmentOf(random);
    let at = day * DAY + momentOf(random());
    const visits: (() => Visit)[] = [];
    return turns.map(([gap, input, output, cached], turn): Planned => {
      at += gap;
      const origin = `mooncake_conversation#${row}.${turn}`;
      const shared = { app: CHAT, at, person, session: `chat-${day}-${i}`, environment, input, output, origin };
      const visit = (): Visit => ({ ...shared, ...(cached ? { cached } : {}), ...chances('turn', day, i, turn) });
      visits.push(visit);
      return { at, calls: 1, make: (kit) => singleTrace(visit(), kit, said(visits.slice(0, turn), kit)) };
    });
  });
}

/** The last of what was said before, worked out again, so that a turn does not depend on others having been made. */
const said = (before: readonly (() => Visit)[], kit: Kit): DemoCall['messages'] =>
  before.slice(-HISTORY).flatMap((visit) => {
    const { call, text } = answer(visit(), kit);
    const asked = { role: 'user' as const, text: askOf(text) };
    return call.answer ? [asked, { role: 'assistant' as const, text: call.answer }] : [asked];
  });

/** Calls that really happened, replayed every night. */
function nightly({ apiCalls }: DemoData, day: number): Planned[] {
  let at = day * DAY + EVALUATION_AT;
  return slice<ApiCall>(apiCalls, day * EVALUATIONS, EVALUATIONS).map(({ row: call, at: row }, i) => {
    at += Math.min(call.t, LONGEST_PAUSE);
    const moment = at;
    return {
      at: moment,
      calls: 1,
      make: () => evaluationTrace(call, { at: moment, row, random: seeded('evaluation', day, i) }),
    };
  });
}

const chances = (...parts: (string | number)[]): { random: Random; story: Random } => ({
  random: seeded(...parts),
  story: seeded('story', ...parts),
});

const environmentOf = (random: Random): string => (random() < 0.09 ? 'staging' : 'production');

/** People come back within two hours to what they were at. */
const sessionOf = ({ user }: Person, at: number): string => `${user}-${Math.floor(at / (2 * HOUR)).toString(36)}`;
