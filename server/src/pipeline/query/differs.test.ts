import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInput } from '../../lib/errors.ts';
import type { Span } from '../../model/span.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeSpan } from '../store/testing/span.ts';
import { type DiffersQuery, whatDiffers } from './differs.ts';
import { openTestStore, type TestStore } from './testing.ts';

const NOW = Math.floor(Date.now() / 1000) * 1e6;

/** Numbers that look random and are the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const one = <T>(list: readonly T[], roll: number): T => list[Math.floor(roll * list.length)] as T;

/** Calls in which everything is by chance, but what `planted` says of each. */
function calls(count: number, planted: (i: number, roll: () => number) => Partial<Span>): Span[] {
  const roll = dice(42);
  return Array.from({ length: count }, (_, i) =>
    makeSpan({
      span_id: `s${i}`,
      trace_id: `t${i}`,
      time: NOW - 1 - i * 1_000_000,
      model: one(['a', 'b', 'c'], roll()),
      prompt: one(['faq', 'search', 'mail', ''], roll()),
      user: `u${Math.floor(roll() * 300)}`,
      duration_ms: Math.round(200 + 2000 * roll() ** 3),
      output_tokens: roll() < 0.1 ? null : Math.floor(roll() * 500),
      tags: roll() < 0.3 ? ['beta'] : [],
      metadata: new Map([['region', one(['eu', 'us'], roll())]]),
      ...planted(i, roll),
    }),
  );
}

describe.each(SIDES)('on the %s engine', (side) => {
  let store: TestStore;
  const failed = { field: 'status', op: 'eq' as const, value: 'error' };
  const view = { range: { from: 'now-2h', to: 'now' }, filter: [], selection: [failed], limit: 100 };
  const ask = (given: Partial<DiffersQuery> = {}, project = 'p1', budget = {}) =>
    whatDiffers({ engine: store.engine, project, now: NOW, budget }, { ...view, ...given });

  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({
      spans: calls(3000, (_, roll) =>
        roll() < 0.1
          ? {
              status: 'error',
              metadata: new Map([
                ['region', roll() < 0.9 ? 'us' : 'eu'],
                ['zone', 'z9'],
              ]),
              duration_ms: 5000 + Math.round(roll() * 1000),
            }
          : {},
      ),
    });
    await store.load({ spans: calls(2000, (i) => ({ project: 'chance', status: i % 7 === 0 ? 'error' : 'ok' })) });
    await store.load({
      spans: [
        makeSpan({ span_id: 's0', trace_id: 't0', time: NOW - 1, model: 'changed', version: 2, status: 'ok' }),
        makeSpan({ span_id: 'tool', time: NOW - 5, is_call: false, model: 'tool', status: 'error' }),
        makeSpan({ span_id: 'foreign', time: NOW - 5, project: 'p2', model: 'foreign', status: 'error' }),
      ],
    });
  }, 60_000);
  afterAll(() => store?.close());

  it('a planted difference ranks before what is chance', async () => {
    const found = await ask();
    const [zone, duration, region] = found.fields;
    expect([zone?.field, duration?.field, region?.field]).toEqual(['metadata.zone', 'duration_ms', 'metadata.region']);
    expect(found.fields.filter(({ significant }) => significant)).toHaveLength(3);
    expect(found.defining).toEqual(['status']);
    expect(found.selection.n + found.rest.n).toBe(3000);
    expect(found.sampled).toBeUndefined();
    const us = region?.values.find(({ value }) => value === 'us');
    expect(us?.selected.share).toBeGreaterThan(0.8);
    expect(us?.lift).toBeGreaterThan(1.5);
    expect(zone?.values.find(({ value }) => value === 'z9')).toMatchObject({ rest: { n: 0, share: 0 } });
    expect(zone?.values.find(({ value }) => value === '')?.rest.share).toBe(1);
    expect(duration?.median?.selected).toBeGreaterThan(5000);
    expect(duration?.median?.rest).toBeLessThan(1000);
  });

  it('counts are those of the rows, newest version, calls of the own project alone', async () => {
    const { fields, selection, rest } = await ask();
    for (const { values, others, kind } of fields.filter(({ kind }) => kind !== 'tags')) {
      const shown = [...values, ...(others ? [others] : [])];
      expect([kind, shown.reduce((sum, { selected }) => sum + selected.n, 0)]).toEqual([kind, selection.n]);
      expect([kind, shown.reduce((sum, value) => sum + value.rest.n, 0)]).toEqual([kind, rest.n]);
    }
    const models = fields.find(({ field }) => field === 'model')?.values.map(({ value }) => value);
    expect(models?.toSorted()).toEqual(['a', 'b', 'c', 'changed']);
    const prompts = fields.find(({ field }) => field === 'prompt')?.values.map(({ value }) => value);
    expect(prompts).toContain('');
  });

  it('where only chance is at work, nothing stands out', async () => {
    const { fields } = await ask({}, 'chance');
    expect(fields.length).toBeGreaterThan(5);
    expect(fields.filter(({ significant }) => significant)).toEqual([]);
  });

  it('sides change places, and the picture with them', async () => {
    const there = await ask();
    const back = await ask({ selection: [{ ...failed, op: 'ne' }] });
    expect(back.fields.map(({ field }) => field)).toEqual(there.fields.map(({ field }) => field));
    for (const [i, { score, p, values }] of there.fields.entries()) {
      expect(back.fields[i]?.score).toBeCloseTo(score, 10);
      expect(back.fields[i]?.p).toBeCloseTo(p, 10);
      const same = back.fields[i]?.values.find(({ value }) => value === values[0]?.value);
      expect(same?.rest).toEqual(values[0]?.selected);
    }
  });

  it('a stretch of time can be selected, alone or with filters', async () => {
    const selection_range = { from: 'now-10m', to: 'now' };
    const found = await ask({ selection: [], selection_range });
    expect([found.selection.n, found.rest.n, found.defining]).toEqual([600, 2400, []]);
    const both = await ask({ selection_range });
    expect(both.selection.n).toBeLessThan(100);
    expect(both.selection.n + both.rest.n).toBe(3000);
    expect(both.meta.selection_range?.to).toBe(both.meta.range.to);
  });

  it('more than may be read is sampled, the same calls each time, and said', async () => {
    const part = await ask({}, 'p1', { selected: 100, rest: 400 });
    expect(part.selection.looked_at).toBeGreaterThan(60);
    expect(part.selection.looked_at).toBeLessThan(140);
    expect(part.rest.looked_at).toBeGreaterThan(320);
    expect(part.rest.looked_at).toBeLessThan(480);
    expect(part.selection.n + part.rest.n).toBe(3000);
    expect(part.sampled?.rest).toBeCloseTo(part.rest.looked_at / part.rest.n, 10);
    expect(part.fields[0]).toMatchObject({ field: 'metadata.zone', significant: true });
    const again = await ask({}, 'p1', { selected: 100, rest: 400 });
    expect(again.fields).toEqual(part.fields);
  });

  it.each([
    [{ selection: [] }, 'selection'],
    [{ selection: [{ field: 'nonsense', op: 'eq' as const, value: 'x' }] }, 'selection[0].field'],
    [{ filter: [{ field: 'model', op: 'lt' as const }] }, 'filter[0].value'],
    [{ selection_range: { from: 'now-9d', to: 'now-8d' } }, 'selection_range'],
  ])('refuses %j, naming %s', async (given, field) => {
    await expect(ask(given)).rejects.toMatchObject({ field });
    await expect(ask(given)).rejects.toThrow(InvalidInput);
  });

  it('an empty side says so, and compares nothing', async () => {
    const none = await ask({ selection: [{ field: 'model', op: 'eq', value: 'never' }] });
    expect([none.selection.n, none.rest.n, none.fields]).toEqual([0, 3000, []]);
    expect(none.meta.elapsed_ms).toBeGreaterThan(0);
  });
});

it('long ranges are thinned to stretches of time, few selected calls are sought one by one', async () => {
  const store = await openTestStore('embedded');
  try {
    await store.engine.command(
      'INSERT INTO telltale.spans (project, time, trace_id, span_id, is_call, model, user, environment, received, version) SELECT ' +
        "'many', fromUnixTimestamp64Micro({now:UInt64} - number * 2000000, 'UTC'), 't', toString(number), 1, " +
        "if(number % 3 = 0, 'm0', 'm1'), if(number % 1500 = 0, 'rare', 'usual'), if(number % 1500 = 0, 'odd', 'even'), now64(6), 1 " +
        'FROM numbers(120000)',
      { now: NOW - 1 },
    );
    const budget = { sizing: 60_000, reading: 40_000, context: 40_000, sought: 200 };
    const context = { engine: store.engine, project: 'many', now: NOW, budget };
    const view = { range: { from: 'now-3d', to: 'now' }, filter: [], limit: 50 };
    const rare = await whatDiffers(context, { ...view, selection: [{ field: 'user', op: 'eq', value: 'rare' }] });
    expect(rare.selection).toEqual({ n: 80, looked_at: 80 });
    expect(rare.rest.estimated).toBe(true);
    expect(rare.rest.n / 119_920).toBeCloseTo(1, 1);
    expect(rare.rest.looked_at).toBeLessThan(60_000);
    expect(rare.fields[0]).toMatchObject({ field: 'environment', significant: true });
    expect(rare.fields.find(({ field }) => field === 'model')?.significant).toBe(true);
    const common = await whatDiffers(context, { ...view, selection: [{ field: 'model', op: 'eq', value: 'm0' }] });
    expect(common.selection.n / 40_000).toBeCloseTo(1, 1);
    expect(common.sampled?.selection).toBeLessThan(0.6);
  } finally {
    await store.close();
  }
}, 60_000);
