import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nowMicros } from '../../../lib/clock.ts';
import type { Span } from '../../../model/span.ts';
import { GRAINS } from '../../store/cubes.ts';
import { SIDES } from '../../store/testing/engines.ts';
import { makeSpan } from '../../store/testing/span.ts';
import { openTestStore, type TestStore } from '../testing.ts';
import { formatTime } from '../time.ts';
import { type ChangesQuery, whatChanged } from './changes.ts';

const { day: DAY, hour: HOUR, minute: MINUTE } = GRAINS;
/** The period asked about: a whole day, the day before is what it is compared with. */
const START = Math.floor(Date.now() / 86_400_000) * DAY - 2 * DAY;
const RANGE = { from: formatTime(START), to: formatTime(START + DAY) };
const CALLS = 2880;
const TURN = START + 14 * HOUR;

/** A number below `below` that a call's position decides and nothing else about it does. */
function dice(i: number, salt: number, below: number): number {
  let mixed = (Math.imul(i, 0x9e3779b1) + Math.imul(salt, 0x632be5ab)) | 0;
  for (const factor of [0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]) mixed = Math.imul(mixed ^ (mixed >>> 15), factor);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
}

/** Calls of two days, twenty every ten minutes; `change` says what becomes of a call. */
function calls(project: string, change: (span: Span, i: number) => Partial<Span>): Span[] {
  return Array.from({ length: 2 * CALLS }, (_, i) => {
    const span = makeSpan({
      project,
      span_id: `${project}-${i}`,
      trace_id: `${project}-${i}`,
      time: START - DAY + Math.floor(i / 20) * 10 * MINUTE + (i % 20) * 1_000_000,
      prompt: ['checkout', 'returns', 'faq'][dice(i, 1, 3)]!,
      prompt_version: '6',
      model: ['gpt-4o', 'claude'][dice(i, 2, 2)]!,
      environment: 'live',
      service: ['shop', 'desk'][dice(i, 3, 2)]!,
      duration_ms: 800 + dice(i, 4, 400),
      cost: 2_000_000_000,
      input_tokens: 900 + dice(i, 5, 200),
      output_tokens: 100,
      ...(dice(i, 6, 50) === 0 ? { status: 'error', error_type: 'timeout' } : {}),
    });
    return { ...span, ...change(span, i) };
  });
}

const PROJECTS: Record<string, (span: Span, i: number) => Partial<Span>> = {
  calm: () => ({}),
  release: ({ prompt, time }, i) =>
    prompt === 'checkout' && time >= TURN
      ? {
          prompt_version: '7',
          ...(dice(i, 7, 4) === 0 ? { status: 'error', error_type: 'context_length_exceeded' } : {}),
        }
      : {},
  slow: ({ model, time, duration_ms }) => (model === 'claude' && time >= TURN ? { duration_ms: duration_ms * 3 } : {}),
  service: ({ service, time }, i) =>
    service === 'desk' && time >= START && dice(i, 7, 5) === 0 ? { status: 'error', error_type: 'boom' } : {},
  over: ({ time }, i) =>
    time >= START + 9 * HOUR && time < START + 11 * HOUR && dice(i, 7, 2) === 0
      ? { status: 'error', http_status: 429 }
      : {},
  dearer: ({ prompt, time }) => (prompt === 'faq' && time >= TURN ? { cost: 9_000_000_000 } : {}),
  few: ({ time }) => (time < START ? { deleted: true } : {}),
};

/** Rows on the one engine, roll-ups on the other, where it takes long to seal them: three of the projects are enough there. */
const ON_BOTH = ['calm', 'release', 'slow'];

describe.each(SIDES)('what changed, on the %s engine', (side) => {
  const embedded = side === 'embedded';
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
    for (const [project, change] of Object.entries(PROJECTS))
      if (embedded || ON_BOTH.includes(project)) await store.load({ spans: calls(project, change) });
  }, 240_000);
  afterAll(() => store?.close());

  const ask = (project: string, more: Partial<ChangesQuery> = {}) =>
    whatChanged({ ...store, project, now: nowMicros() }, { range: RANGE, filter: [], compare: 'previous', ...more });
  const first = async (project: string, metric: string) => {
    const { changes } = await ask(project);
    const found = changes.find((change) => change.metric === metric);
    if (!found) throw new Error(`${metric} is not among ${changes.map((one) => one.metric).join(', ')}`);
    return found;
  };

  const sources = embedded ? (['raw'] as const) : (['rollup'] as const);
  describe.each(sources)('from %s', (source) => {
    beforeAll(async () => {
      if (source === 'rollup') await store.seal();
    }, 240_000);

    it('nothing, where nothing did', async () => {
      const { changes, news, meta } = await ask('calm');
      expect([changes, news]).toEqual([[], []]);
      expect(meta).toMatchObject({ n: CALLS, n_before: CALLS, range: RANGE });
    });

    it('a release that fails: version, time and kind of error', async () => {
      const change = await first('release', 'error_rate');
      expect(change).toMatchObject({ direction: 'up', verdict: 'worse', dominated_by: 'rate', n_before: CALLS });
      expect(change.before).toBeCloseTo(0.02, 2);
      expect(change.after).toBeGreaterThan(0.04);
      const [cause, kind] = change.causes;
      expect(cause).toMatchObject({
        segment: [
          { field: 'prompt', op: 'eq', value: 'checkout' },
          { field: 'prompt_version', op: 'eq', value: '7' },
        ],
        n_before: 0,
      });
      expect(cause).not.toHaveProperty('before');
      expect(cause!.after).toBeCloseTo(0.26, 1);
      expect(cause!.share_explained).toBeGreaterThan(0.9);
      expect(kind!.segment).toEqual([{ field: 'error_type', op: 'eq', value: 'context_length_exceeded' }]);
      expect(Math.abs(Date.parse(change.since!) * 1000 - TURN)).toBeLessThan(2 * MINUTE);
      // Said once: what came is the cause itself.
      expect(change.with).toEqual([]);
      const { news } = await ask('release');
      expect(news).toMatchObject([{ kind: 'appeared', segment: cause!.segment, time: cause!.appeared }]);
    });

    it('a model that slows down: its P95, since when', async () => {
      const change = await first('slow', 'latency_p95');
      expect(change).toMatchObject({ direction: 'up', verdict: 'worse' });
      expect(change.before / 1180).toBeCloseTo(1, 1);
      expect(change.after).toBeGreaterThan(2000);
      expect(change.causes[0]!.segment).toEqual([{ field: 'model', op: 'eq', value: 'claude' }]);
      expect(change.causes[0]!.before! / 1180).toBeCloseTo(1, 1);
      expect(change.causes[0]!.after).toBeGreaterThan(2500);
      expect(Math.abs(Date.parse(change.since!) * 1000 - TURN)).toBeLessThanOrEqual(2 * 15 * MINUTE);
      expect(change.course.before).toHaveLength(change.course.after.length);
      expect(change.course.after.at(-1)).toBeGreaterThan(2000);
    });

    it.runIf(embedded)('a field that only rows have, when no other explains it', async () => {
      const change = await first('service', 'error_rate');
      expect(change.causes[0]!.segment).toEqual([{ field: 'service', op: 'eq', value: 'desk' }]);
      expect(change.causes[0]!.share_explained).toBeGreaterThan(0.9);
    });

    it.runIf(embedded)('an outage that is over: from when to when', async () => {
      const change = await first('over', 'error_rate');
      expect([change.since, change.until]).toEqual([formatTime(START + 9 * HOUR), formatTime(START + 11 * HOUR)]);
      expect(change.causes.at(-1)!.segment).toEqual([{ field: 'http_status', op: 'eq', value: 429 }]);
    });

    it.runIf(embedded)('dearer calls once, not the sum again', async () => {
      const { changes } = await ask('dearer');
      expect(changes.map(({ metric }) => metric)).toEqual(['cost_per_call']);
      expect(changes[0]!.causes[0]).toMatchObject({
        segment: [{ field: 'prompt', op: 'eq', value: 'faq' }],
        before: expect.closeTo(0.002, 4),
      });
    });

    it('only within the filter', async () => {
      const filter = [{ field: 'prompt', op: 'eq' as const, value: 'returns' }];
      expect((await ask('release', { filter })).changes).toEqual([]);
    });
  });

  it.runIf(embedded)('nothing to compare with is told by its n', async () => {
    const { changes, meta } = await ask('few');
    expect(changes).toEqual([]);
    expect(meta).toMatchObject({ n: CALLS, n_before: 0 });
    expect((await ask('calm', { compare: 'week' })).meta.n_before).toBe(0);
  });
});
