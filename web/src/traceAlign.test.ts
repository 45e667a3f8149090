import { expect, test } from 'vitest';
import { alignTraces } from './traceAlign.ts';
import { treeOf } from './traceTree.ts';

/** `id parent name kind`, one a line, in order of time. */
const trace = (lines: string) =>
  treeOf(
    lines
      .trim()
      .split('\n')
      .map((line, at) => {
        const [id = '', parent = '-', name = '', kind = 'llm'] = line.trim().split(/\s+/);
        return {
          span_id: id,
          ...(parent === '-' ? {} : { parent_id: parent }),
          name,
          kind,
          time: new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString(),
          duration_ms: 1,
          status: 'ok' as const,
          is_call: true,
        };
      }),
  );
const told = (a: string, b: string): string[] =>
  alignTraces(trace(a), trace(b)).map(
    ({ depth, a: left, b: right }) => `${depth} ${left?.id ?? '–'} ${right?.id ?? '–'}`,
  );

test('steps of the same name match in their order, whatever lies between', () => {
  expect(
    told('r - agent\n1 r plan\n2 r search\n3 r search\n4 r answer', 'R - agent\nA R plan\nB R search\nC R answer'),
  ).toEqual(['0 r R', '1 1 A', '1 2 B', '1 3 –', '1 4 C']);
});

test('what only the second has stands where it has it', () => {
  expect(
    told('r - agent\n1 r plan\n2 r answer', 'R - agent\nX R warm tool\nA R plan\nY R check tool\nB R answer'),
  ).toEqual(['0 r R', '1 – X', '1 1 A', '1 – Y', '1 2 B']);
});

test('a renamed step still matches by its kind', () => {
  expect(told('r - agent\n1 r gpt-4o llm\n2 r find tool', 'R - agent\nA R claude llm\nB R find tool')).toEqual([
    '0 r R',
    '1 1 A',
    '1 2 B',
  ]);
});

test('below a step that only one has everything is that one’s alone', () => {
  expect(told('r - agent\n1 r sub chain\n2 1 call', 'R - agent')).toEqual(['0 r R', '1 1 –', '2 2 –']);
});

test('a chain of thousands is no deeper than the stack', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => `s${i} ${i === 0 ? '-' : `s${i - 1}`} step`).join('\n');
  expect(told(chain, chain)).toHaveLength(20_000);
});
