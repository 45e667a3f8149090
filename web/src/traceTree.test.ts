import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ancestorsOf, growTree, millisOf, rowsOf, type TreeSpan, treeOf } from './traceTree.ts';

const BASE = Date.parse('2026-11-24T12:00:00Z');
const NONE: ReadonlySet<string> = new Set();

/** A span that begins `at` ms into the trace. */
const span = (id: string, parent: string, at = 0, duration = 10, extra: Partial<TreeSpan> = {}): TreeSpan => ({
  span_id: id,
  ...(parent === '' ? {} : { parent_id: parent }),
  time: new Date(BASE + at).toISOString(),
  duration_ms: duration,
  status: 'ok',
  is_call: false,
  ...extra,
});
const outline = (spans: TreeSpan[], collapsed = NONE): string[] =>
  rowsOf(treeOf(spans), collapsed).map(({ id, depth, span: own }) => `${'  '.repeat(depth)}${id}${own ? '' : '?'}`);

describe('order', () => {
  test('parents before children, siblings by start, whatever the order of arrival', () => {
    const spans = [span('c', 'a', 5), span('b', 'a', 1), span('d', 'b', 2), span('a', '', 0, 100)];
    expect(outline(spans)).toEqual(['a', '  b', '    d', '  c']);
    expect(outline(spans.toReversed())).toEqual(outline(spans));
  });

  test('a collapsed span hides what hangs below it', () => {
    const spans = [span('a', '', 0, 100), span('b', 'a', 1), span('d', 'b', 2), span('c', 'a', 5)];
    expect(outline(spans, new Set(['b']))).toEqual(['a', '  b', '  c']);
    expect(treeOf(spans).nodes.get('a')?.below).toBe(3);
  });

  test('a parent that was not received is shown as such, once, over the time of its children', () => {
    const spans = [span('x', 'gone', 5, 10), span('y', 'gone', 20, 10), span('a', '', 0, 100)];
    expect(outline(spans)).toEqual(['a', 'gone?', '  x', '  y']);
    expect(treeOf(spans).nodes.get('gone')).toMatchObject({ offset: 5, duration: 25 });
  });

  test('cycles are cut open where they begin, and everything below stays', () => {
    const spans = [span('a', 'c', 1), span('b', 'a', 2), span('c', 'b', 3), span('d', 'c', 4), span('me', 'me', 9)];
    expect(outline(spans)).toEqual(['a', '  b', '    c', '      d', 'me']);
    expect(treeOf(spans).nodes.get('a')?.cyclic).toBe(true);
    expect(treeOf(spans).nodes.get('b')?.cyclic).toBe(false);
  });

  test('any graph of parents: every span is shown exactly once', () => {
    const id = fc.integer({ min: 0, max: 12 }).map(String);
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id, fc.nat(100))), (given) => {
        const spans = given.map(([own, parent, at]) => span(own, parent === '0' ? '' : parent, at));
        const rows = rowsOf(treeOf(spans), NONE);
        const shown = rows.filter((row) => row.span).map((row) => row.id);
        expect(shown.toSorted()).toEqual([...new Set(given.map(([own]) => own))].toSorted());
      }),
    );
  });
});

describe('time', () => {
  test('offsets keep microseconds', () => {
    const tree = treeOf([
      { ...span('a', ''), time: '2026-11-24T12:00:00.000100Z', duration_ms: 0.4 },
      { ...span('b', 'a'), time: '2026-11-24T12:00:00.000250Z', duration_ms: 0.1 },
    ]);
    expect(tree.nodes.get('b')?.offset).toBeCloseTo(0.15, 3);
    expect(tree.duration).toBeCloseTo(0.4, 3);
    expect(millisOf('2026-11-24T12:00:00Z')).toBe(BASE);
  });

  test('a child that ends after its parent says so', () => {
    const { nodes } = treeOf([span('a', '', 0, 10), span('in', 'a', 2, 8), span('late', 'a', 2, 30)]);
    expect([nodes.get('in')?.outlives, nodes.get('late')?.outlives]).toEqual([false, true]);
  });

  test('no spans make an empty tree', () => {
    expect(treeOf([])).toMatchObject({ roots: [], start: 0, duration: 0, totals: { spans: 0, calls: 0 } });
  });
});

describe('totals', () => {
  test('only calls count, failures count everywhere, unknown is not 0', () => {
    const { totals } = treeOf([
      span('a', '', 0, 100, { cost: 99, input_tokens: 99 }),
      span('b', 'a', 1, 10, { is_call: true, cost: 0.5, input_tokens: 10, output_tokens: 3 }),
      span('c', 'a', 2, 10, { is_call: true, input_tokens: 5, status: 'error' }),
    ]);
    expect(totals).toEqual({
      spans: 3,
      calls: 2,
      failed: 1,
      input_tokens: 15,
      output_tokens: 3,
      cost: 0.5,
      unpriced: 1,
    });
    expect(treeOf([span('a', '', 0, 1, { is_call: true })]).totals).not.toHaveProperty('cost');
  });

  test('failures below a span are counted', () => {
    const { nodes } = treeOf([span('a', ''), span('b', 'a'), span('c', 'b', 0, 1, { status: 'error' })]);
    expect([nodes.get('a')?.failedBelow, nodes.get('b')?.failedBelow, nodes.get('c')?.failedBelow]).toEqual([1, 1, 0]);
  });
});

test('ancestors lead from a span to its root, also out of a cycle', () => {
  expect(ancestorsOf(treeOf([span('a', ''), span('b', 'a'), span('c', 'b')]), 'c')).toEqual(['b', 'a']);
  expect(ancestorsOf(treeOf([span('a', 'b', 1), span('b', 'a', 2)]), 'b')).toEqual(['a']);
});

test('ten thousand spans, flat or in one chain, take well under a second', () => {
  const flat = Array.from({ length: 10_000 }, (_, i) => span(String(i), i === 0 ? '' : '0', i));
  const chain = Array.from({ length: 10_000 }, (_, i) => span(String(i), i === 0 ? '' : String(i - 1), i));
  for (const spans of [flat, chain]) {
    // The best of some: the machine may be busy.
    const took = Array.from({ length: 5 }, () => {
      const start = performance.now();
      expect(rowsOf(treeOf(spans), NONE)).toHaveLength(10_000);
      return performance.now() - start;
    });
    expect(Math.min(...took)).toBeLessThan(1000);
  }
});

test('a tree grown step by step is the same, and no step takes all of them', () => {
  const spans = Array.from({ length: 5_000 }, (_, i) => span(String(i), i === 0 ? '' : String(Math.floor(i / 3)), i));
  const growing = growTree(spans);
  let steps = 0;
  let step = growing.next();
  for (; !step.done; step = growing.next()) steps++;
  expect(step.value).toEqual(treeOf(spans));
  expect(steps).toBeGreaterThan(50);
});
