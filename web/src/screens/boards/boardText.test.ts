import { expect, it } from 'vitest';
import { parsed } from './boardText.ts';

it('takes from the text what a board is made of, and not what only a kept one has', () => {
  expect(parsed('{"id":"b1","created_by":"me","updated_at":"x","version":1,"name":"Costs","tiles":[]}')).toEqual({
    version: 1,
    name: 'Costs',
    tiles: [],
  });
});

it.each([
  ['{"name":', 'This is not JSON'],
  ['[]', 'but no board'],
  ['null', 'but no board'],
  ['"board"', 'but no board'],
])('says what is wrong with %s', (text, words) => {
  const found = parsed(text);
  expect(found).toBeInstanceOf(Error);
  expect(String(found)).toContain(words);
});
