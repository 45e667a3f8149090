import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callExportSchema } from '../../model/query.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeSpan } from '../store/testing/span.ts';
import { exportCalls } from './export.ts';
import { openTestStore, type TestStore } from './testing.ts';

const NOW = Math.floor(Date.now() / 1000) * 1e6;
const HOUR = 3600 * 1e6;
const COUNT = 450;
const CALLS = Array.from({ length: COUNT }, (_, i) =>
  makeSpan({
    time: NOW - HOUR - i * 60e6,
    trace_id: `t${i}`,
    span_id: `s${i}`,
    prompt: i % 2 ? 'odd' : 'even',
    input: i === 0 ? '=cmd|"/c calc"!A1' : 'x'.repeat(i === 1 ? 40_000 : 3000),
    tags: i === 0 ? ['a', 'b,c'] : [],
    cost: i === 0 ? 1_500_000_000_000 : null,
  }),
);

describe.each(SIDES)('an export from the %s engine', (side) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({ spans: [...CALLS, makeSpan({ project: 'p2', span_id: 'foreign', time: NOW - HOUR })] });
  }, 60_000);
  afterAll(() => store?.close());

  async function pieces(given: object, project = 'p1'): Promise<string[]> {
    const found: string[] = [];
    const asked = callExportSchema.parse({ range: { from: 'now-30d' }, ...given });
    for await (const piece of exportCalls({ engine: store.engine, project, now: NOW }, asked)) found.push(piece);
    return found;
  }
  const objects = async (given: object, project?: string): Promise<Record<string, unknown>[]> =>
    (await pieces({ format: 'jsonl', ...given }, project))
      .join('')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('holds every matching row once, newest first, over more pages than one', async () => {
    const parts = await pieces({ format: 'jsonl' });
    expect(parts.length).toBeGreaterThan(1);
    const rows = await objects({});
    expect(rows.map(({ span_id }) => span_id)).toEqual(CALLS.map(({ span_id }) => span_id));
  });

  it('takes the same filter and words as a search, and no row of another project', async () => {
    const odd = await objects({ filter: [{ field: 'prompt', op: 'eq', value: 'odd' }] });
    expect(odd).toHaveLength(COUNT / 2);
    expect((await objects({ text: 'calc' })).map(({ span_id }) => span_id)).toEqual(['s0']);
    expect((await objects({}, 'p2')).map(({ span_id }) => span_id)).toEqual(['foreign']);
  });

  it('stops at its limit', async () => {
    expect(await objects({ limit: 250 })).toHaveLength(250);
  });

  it('keeps texts far longer than lists do, and says which it cut', async () => {
    const [, long, plain] = await objects({});
    expect(plain).not.toHaveProperty('truncated');
    expect(String(plain?.input)).toHaveLength(3000);
    expect(String(long?.input)).toHaveLength(32_000);
    expect(long?.truncated).toEqual(['input']);
  });

  it('is a table that a spreadsheet reads without running anything', async () => {
    const text = (await pieces({ columns: ['span_id', 'cost', 'tags', 'input'], limit: 1 })).join('');
    expect(text).toBe(`span_id,cost,tags,input\r\ns0,1.5,"[""a"",""b,c""]","'=cmd|""/c calc""!A1"\r\n`);
  });

  it('refuses a column there is not before it begins', async () => {
    await expect(pieces({ columns: ['time', 'project'] })).rejects.toMatchObject({ field: 'columns[1]' });
  });
});
