import { describe, expect, test } from 'vitest';
import { around, stretches, wordsOf } from './highlight.ts';

const found = (text: string, search: string) =>
  stretches(text, wordsOf(search))
    .filter((part) => part.found)
    .map((part) => part.text);

describe('marking what was looked for', () => {
  test('takes whole words in either case, as the search does', () => {
    expect(found('Parcel, parcels and the PARCEL', 'parcel')).toEqual(['Parcel', 'PARCEL']);
    expect(found('a refund_id of 12', 'refund 12')).toEqual(['refund', '12']);
  });

  test('takes nothing from the text and adds nothing to it', () => {
    const text = 'Wo ist mein Päckchen? 包裹 <b>parcel</b>';
    const parts = stretches(text, wordsOf('päckchen parcel 包裹'));
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.filter((part) => part.found).map((part) => part.text)).toEqual(['Päckchen', '包裹', 'parcel']);
  });

  test('of no words marks nothing', () => {
    expect(found('anything', '…')).toEqual([]);
  });
});

describe('the place that was found', () => {
  const far = `${'word '.repeat(40)}needle and the rest`;

  test('is brought into sight when it is far', () => {
    expect(around(far, wordsOf('needle'))).toBe('… word word word word word needle and the rest');
  });

  test('leaves text alone that begins with it or lacks it', () => {
    expect(around('the needle', wordsOf('needle'))).toBe('the needle');
    expect(around(far, wordsOf('hay'))).toBe(far);
  });
});
