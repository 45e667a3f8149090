import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test('a line quotes what would break it, and only that', () => {
  expect(csvLine(['plain', 'a,b', 'say "so"', 'two\nlines', 'Ünï ✓'])).toBe(
    'plain,"a,b","say ""so""","two\nlines",Ünï ✓\r\n',
  );
});

test('numbers stay numbers, what is unknown stays empty, lists and maps are JSON', () => {
  expect(csvLine([-1.5, 0, true, undefined, null, ['a', 'b'], { k: 'v' }])).toBe(
    '-1.5,0,true,,,"[""a"",""b""]","{""k"":""v""}"\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =cmd', '\n=1'])('%j is no formula', (text) => {
  expect(csvLine([text])).toMatch(/^"?'/);
});
