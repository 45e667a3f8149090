import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../lib/log.ts';
import type { Part } from '../../model/part.ts';
import type { SettleTrace } from '../../model/settle.ts';
import type { Span } from '../../model/span.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import type { Engine } from './engine.ts';
import { Loader } from './loader.ts';
import { RollupState } from './rollup-state.ts';
import { PART_SELECT, partOf, SPAN_SELECT, spanOf } from './rows.ts';
import { migrate } from './schema.ts';
import { Settler } from './settle.ts';
import { SIDES, startTestEngine } from './testing/engines.ts';
import { makePart, makeSpan } from './testing/span.ts';

const log = createLog('silent');
const NOW = Date.now() * 1000;

/** Gives children their root's user and folds parts into the output: enough to see rows read, changed and written. */
const settleTrace: SettleTrace = (spans, parts) => {
  const user = spans.find(({ parent_id }) => parent_id === '')?.user ?? '';
  return spans.flatMap((span) => {
    const output =
      parts
        .filter(({ span_id }) => span_id === span.span_id)
        .map(({ body }) => body)
        .join('') || span.output;
    return span.user === user && span.output === output ? [] : [{ ...span, user, output }];
  });
};

describe.each(SIDES)('settling on the %s engine', (side) => {
  let engine: Engine;
  let folder: string;
  let journal: Journal;
  let loader: Loader;
  const newSettler = (settle = settleTrace): Settler =>
    new Settler({ engine, journal, settleTrace: settle, score: async () => {}, log });

  beforeAll(async () => {
    engine = await startTestEngine(side);
    await migrate(engine, { retentionDays: 90, rollupRetentionDays: 400 });
    folder = mkdtempSync(join(tmpdir(), 'telltale-settle-'));
    const state = new RollupState({ engine });
    journal = await openJournal(folder, { maxBacklogBytes: 1e9, log, onSealed: (segment) => loader.push(segment) });
    loader = new Loader({ journal, engine, state, log, onLoaded: () => {} });
  }, 60_000);
  afterAll(async () => {
    await journal?.close();
    await loader?.close();
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function load(spans: Span[], parts: Part[] = []): Promise<void> {
    await journal.append({ spans, parts, scores: [] });
    await journal.seal();
    await loader.idle();
  }
  async function stored(traceId: string): Promise<Span[]> {
    await journal.seal();
    await loader.idle();
    const rows = await engine.query<Parameters<typeof spanOf>[0]>(
      `SELECT ${SPAN_SELECT} FROM telltale.spans AS t FINAL WHERE t.trace_id = {traceId:String} ORDER BY t.span_id`,
      { traceId },
    );
    return rows.map(spanOf);
  }
  const later = (): number => performance.now() + 60_000;

  test('reads rows back exactly as they were written', async () => {
    const span = makeSpan({
      trace_id: 'exact',
      time: NOW + 1,
      received: NOW + 2,
      version: NOW + 3,
      cost: 9_007_199_254_740_991,
      cost_sent: 1,
      duration_ms: 123_456_789.123,
      ttft_ms: 0.001,
      http_status: 65_535,
      output_tokens: 9_007_199_254_740_991,
      tags: ['a', "b'", 'ü\0'],
      metadata: new Map([
        ['k"\n', 'v\\'],
        ['__proto__', '{}'],
      ]),
      input: '{"text":"\u2028 \\u0000 😀"}',
    });
    const part = makePart({ trace_id: 'exact', body: '{"a":"\\n"}', received: NOW });
    await load([span], [part]);
    expect(await stored('exact')).toEqual([span]);
    const parts = await engine.query<Parameters<typeof partOf>[0]>(
      `SELECT ${PART_SELECT} FROM telltale.parts AS t FINAL WHERE t.trace_id = 'exact'`,
    );
    expect(parts.map(partOf)).toEqual([part]);
  });

  test('puts a child that came before its parent, and a late part, together with it', async () => {
    const settler = newSettler();
    // What the tests before left behind.
    await settler.turn(undefined, later());
    const before = settler.rewritten;
    const child = makeSpan({ trace_id: 't1', span_id: 'child', parent_id: 'root', time: NOW });
    await load([child]);
    settler.touch('p1', ['t1']);
    await load([makeSpan({ trace_id: 't1', span_id: 'root', user: 'ada', time: NOW - 1000 })]);
    await load([], [makePart({ trace_id: 't1', span_id: 'child', body: 'said later', received: NOW })]);
    settler.touch('p1', ['t1']);
    await settler.turn(undefined, later());
    expect(await stored('t1')).toMatchObject([
      { span_id: 'child', user: 'ada', output: 'said later', version: child.version + 1 },
      { span_id: 'root', user: 'ada' },
    ]);
    expect(settler.rewritten - before).toBe(1);
    settler.touch('p1', ['t1']);
    await settler.turn(undefined, later());
    expect(settler.rewritten - before, 'a settled trace stays as it is').toBe(1);
  });

  test('leaves a trace alone until it is quiet and all of it is loaded', async () => {
    const settler = newSettler();
    await settler.turn();
    // What the tests before left behind.
    await settler.turn(undefined, later());
    settler.touch('p1', ['t2'], { from: NOW, to: NOW });
    expect(await settler.turn()).toBe(0);
    await journal.append({ spans: [makeSpan({ trace_id: 't2', time: NOW })], scores: [], parts: [] });
    settler.touch('p1', ['t2']);
    expect(await settler.turn(undefined, later()), 'its row is still in the journal').toBe(0);
    await journal.seal();
    await loader.idle();
    expect(await settler.turn(undefined, later())).toBeGreaterThan(0);
  });

  test('an update that arrives while a trace is settled wins', async () => {
    await load([makeSpan({ trace_id: 't3', span_id: 'a', time: NOW, version: 1000 })]);
    let update: Promise<void> | undefined;
    const settler = newSettler((spans) => {
      if (spans[0]?.trace_id !== 't3') return [];
      update = load([makeSpan({ trace_id: 't3', span_id: 'a', time: NOW, version: 2000, output: 'newest' })]);
      return spans.map((span) => ({ ...span, output: 'settled' }));
    });
    settler.touch('p1', ['t3'], { from: NOW, to: NOW });
    await settler.turn(undefined, later());
    await update;
    expect(await stored('t3')).toMatchObject([{ output: 'newest' }]);
  });

  test('a tombstone takes a row of another start time away', async () => {
    await load([
      makeSpan({ trace_id: 't4', span_id: 'a', time: NOW, version: 1 }),
      makeSpan({ trace_id: 't4', span_id: 'a', time: NOW - 5_000_000, version: 2 }),
    ]);
    const settler = newSettler((spans) =>
      spans
        .filter(({ trace_id, time }) => trace_id === 't4' && time === NOW)
        .map((span) => ({ ...span, deleted: true })),
    );
    settler.touch('p1', ['t4'], { from: NOW, to: NOW });
    await settler.turn(undefined, later());
    expect(await stored('t4')).toMatchObject([{ time: NOW - 5_000_000 }]);
  });

  test('finds a parent that started long before', async () => {
    await load([makeSpan({ trace_id: 't5', span_id: 'root', user: 'bob', time: NOW - 3_600_000_000 })]);
    await load([makeSpan({ trace_id: 't5', span_id: 'child', parent_id: 'root', time: NOW })]);
    const settler = newSettler();
    settler.touch('p1', ['t5'], { from: NOW, to: NOW });
    await settler.turn(undefined, later());
    expect(await stored('t5')).toMatchObject([{ user: 'bob' }, { user: 'bob' }]);
  });

  test('never mixes tenants that use the same trace id', async () => {
    await load([
      makeSpan({ project: 'p1', trace_id: 'same', span_id: 'root', user: 'one', time: NOW }),
      makeSpan({ project: 'p2', trace_id: 'same', span_id: 'child', parent_id: 'root', time: NOW }),
    ]);
    const settler = newSettler();
    settler.touch('p2', ['same'], { from: NOW, to: NOW });
    await settler.turn(undefined, later());
    expect((await stored('same')).map(({ project, user }) => [project, user]).sort()).toEqual([
      ['p1', 'one'],
      ['p2', ''],
    ]);
  });

  test('after a restart finds by itself what was left unsettled', async () => {
    const received = Date.now() * 1000;
    await load([makeSpan({ trace_id: 't6', span_id: 'child', parent_id: 'root', time: NOW, received })]);
    await load([makeSpan({ trace_id: 't6', span_id: 'root', user: 'eve', time: NOW, received })]);
    const settler = newSettler();
    await settler.turn();
    await settler.turn(undefined, later());
    expect(await stored('t6')).toMatchObject([{ user: 'eve' }, { user: 'eve' }]);
  });
});
