import { expect, it } from 'vitest';
import { concerning, labelled, labelRows, type Marker, markersIn } from './marker.ts';

const marker = (label: string, time = 0): Marker => ({ time, kind: 'version', label });
const widthOf = (text: string): number => text.length * 6;

it('labels what happened in two rows, and counts what has no room', () => {
  const placed = [
    { marker: marker('checkout@7'), x: 100 },
    { marker: marker('faq@3'), x: 300 },
    { marker: marker('faq@4'), x: 310 },
    { marker: marker('faq@5'), x: 320 },
  ];
  expect(labelled(placed, widthOf)).toMatchObject([
    { label: 'checkout@7', x: 100, row: 0 },
    { label: 'faq@3', x: 300, row: 0 },
    { label: 'faq@4 +1', x: 310, row: 1 },
  ]);
});

it('cuts what is too long for a label', () => {
  expect(labelled([{ marker: marker('a'.repeat(60)), x: 0 }], widthOf)[0]?.label).toHaveLength(22);
  expect(labelled([{ marker: marker('answer-from-documents@14'), x: 0 }], widthOf)[0]?.label).toBe(
    'answer-from-docume…@14',
  );
});

it('labels in as many rows as there is room for', () => {
  const placed = ['a@1', 'b@1', 'c@1'].map((label, at) => ({ marker: marker(label), x: at }));
  expect(labelled(placed, widthOf, 1)).toMatchObject([{ label: 'a@1 +2', row: 0 }]);
});

it('labels nothing over a low plot, which they would hide', () => {
  const placed = [{ marker: marker('faq@3'), x: 10 }];
  expect(labelled(placed, widthOf, labelRows(89))).toEqual([]);
  expect(labelled(placed, widthOf, labelRows(90))).toHaveLength(1);
});

it('a bucket has what happened from its start until the next one', () => {
  const all = [marker('a', 99), marker('b', 100), marker('c', 199), marker('d', 200)];
  expect(markersIn(all, 100, 100).map(({ label }) => label)).toEqual(['b', 'c']);
});

it('leaves out what happened to other calls than those of a picture', () => {
  const eq = (field: string, value: string) => ({ field, op: 'eq' as const, value });
  const faq = { ...marker('faq@3'), about: [eq('prompt', 'faq'), eq('prompt_version', '3')] };
  const model = { ...marker('gpt-4o'), about: [eq('model', 'gpt-4o')] };
  const all = [faq, model, marker('incident')];
  expect(concerning(all, [])).toEqual(all);
  expect(concerning(all, [eq('prompt', 'faq')])).toEqual(all);
  expect(concerning(all, [eq('prompt', 'other')])).toEqual([model, all[2]]);
  expect(concerning(all, [{ field: 'prompt', op: 'ne', value: 'other' }])).toEqual(all);
});
