import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Overloaded } from '../../lib/errors.ts';
import { createLookup } from './lookup.ts';

/** A table with a clock and a switch, and a count of the queries it answered. */
function table() {
  const rows = new Map<string, string>();
  const state = { rows, queries: 0, down: false, clock: 0, hold: Promise.resolve() };
  const lookup = createLookup<string>({
    now: () => state.clock,
    load: async (ids) => {
      state.queries++;
      const found = new Map(ids.flatMap((id) => (rows.has(id) ? [[id, rows.get(id) ?? '']] : [])));
      await state.hold;
      if (state.down) throw new Error('down');
      return found;
    },
  });
  return { state, rows, lookup };
}

describe('a lookup', () => {
  it('answers at once what it knows, and asks again after three seconds', async () => {
    const { state, rows, lookup } = table();
    rows.set('a', '1');
    expect(await lookup.get('a')).toBe('1');
    expect(lookup.get('a')).toBe('1');
    rows.set('a', '2');
    state.clock += 2_999;
    expect(lookup.get('a')).toBe('1');
    state.clock += 1;
    expect(await lookup.get('a')).toBe('2');
  });

  it('asks once for many that come together', async () => {
    const { state, rows, lookup } = table();
    rows.set('a', '1');
    const ids = Array.from({ length: 900 }, (_, i) => `x${i % 300}`);
    await Promise.all([...ids, 'a', 'a'].map((id) => lookup.get(id)));
    expect(state.queries).toBeLessThanOrEqual(3);
  });

  it('does not keep an answer from before a change', async () => {
    const { state, rows, lookup } = table();
    rows.set('a', 'valid');
    let go = (): void => {};
    state.hold = new Promise((done) => {
      go = done;
    });
    const asked = lookup.get('a');
    rows.delete('a');
    lookup.forget('a');
    go();
    expect(await asked).toBe(undefined);
    expect(await lookup.get('a')).toBe(undefined);
  });

  it('gives old answers for ten minutes while the table is out of reach, and 503 for the rest', async () => {
    const { state, rows, lookup } = table();
    rows.set('a', '1');
    await lookup.get('a');
    state.down = true;
    state.clock += 9 * 60_000;
    expect(await lookup.get('a')).toBe('1');
    await expect(lookup.get('b')).rejects.toThrow(Overloaded);
    state.clock += 2 * 60_000;
    await expect(lookup.get('a')).rejects.toThrow(Overloaded);
    state.down = false;
    state.clock += 5_000;
    expect(await lookup.get('b')).toBe(undefined);
  });

  it('refuses more questions than it can hold', async () => {
    const { lookup } = table();
    const asked = Array.from({ length: 20_000 }, async (_, i) => lookup.get(`x${i}`));
    const outcomes = await Promise.allSettled(asked);
    const refused = outcomes.filter(
      (o) => o.status === 'rejected' && o.reason instanceof Overloaded && o.reason.status === 429,
    );
    expect(refused).toHaveLength(20_000 - 5_000 - 1); // one is already being asked
  });

  it('tells the truth of at most three seconds ago, whatever happens in whatever order', async () => {
    const step = fc.record({ id: fc.constantFrom('a', 'b', 'c'), what: fc.constantFrom('get', 'set', 'drop', 'wait') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { state, rows, lookup } = table();
        const history = new Map<string, { value: string | undefined; until: number }[]>();
        const change = (id: string, value: string | undefined): void => {
          const past = history.get(id) ?? [];
          history.set(id, [...past, { value: rows.get(id), until: state.clock }]);
          if (value === undefined) rows.delete(id);
          else rows.set(id, value);
        };
        for (const [i, { id, what }] of steps.entries()) {
          if (what === 'set') change(id, String(i));
          if (what === 'drop') {
            change(id, undefined);
            lookup.forget(id);
            history.delete(id);
          }
          if (what === 'wait') state.clock += 1_700;
          if (what === 'get') {
            const recent = (history.get(id) ?? [])
              .filter(({ until }) => until > state.clock - 3_000)
              .map(({ value }) => value);
            expect([rows.get(id), ...recent]).toContain(await lookup.get(id));
          }
        }
      }),
    );
  });
});
