import { describe, expect, it } from 'vitest';
import { comparisonOf, versionsOf, versionWords } from './compare.ts';
import type { Filter } from './model.ts';
import { parseState, writeParams } from './search.ts';

const is = (field: string, value: string): Filter => ({ field, op: 'eq', value });
const chips = [is('prompt', 'checkout'), is('model', 'gpt-4o'), is('prompt_version', '5')];

describe('a comparison of versions', () => {
  it('asks the same of the other version, with every other filter kept', () => {
    const filter = [is('environment', 'live'), ...chips];
    const { compare, sides, versions } = comparisonOf('prompt_version:3', chips, filter);
    expect(versions).toEqual({ prompt: 'checkout', now: '5', before: '3' });
    expect(compare).toEqual({
      filter: [is('environment', 'live'), is('prompt', 'checkout'), is('model', 'gpt-4o'), is('prompt_version', '3')],
    });
    expect(sides).toMatchObject({ now: 'version 5', before: 'version 3', apart: true, fewest: 100 });
  });

  it.each([
    ['no version among the filters', [is('prompt', 'checkout')], 'prompt_version:3'],
    ['no prompt among the filters', [is('prompt_version', '5')], 'prompt_version:3'],
    ['the same version', chips, 'prompt_version:5'],
    ['no version to compare with', chips, 'prompt_version:'],
    [
      'a list of versions',
      [chips[0]!, { field: 'prompt_version', op: 'in', value: ['5'] } as Filter],
      'prompt_version:3',
    ],
  ])('falls back to the period before: %s', (_why, given, vs) => {
    expect(versionsOf(vs, given)).toBeUndefined();
    expect(comparisonOf(vs, given, given)).toMatchObject({ compare: 'previous', sides: { apart: false } });
  });

  it('keeps its place in the address, whatever a version is called', () => {
    for (const version of ['3', '2026-11-24:b', 'a&b=c', '3%3A4'])
      expect(
        parseState(Object.fromEntries(new URLSearchParams(writeParams({ vs: `prompt_version:${version}` })))).vs,
      ).toBe(`prompt_version:${version}`);
    expect(parseState({ vs: 'model:x' }).vs).toBeUndefined();
  });

  it('says versions so that nothing in their name hides or takes all the room', () => {
    expect(versionWords('5')).toBe('version 5');
    expect(versionWords('5\u202e\u001b[31m')).toBe('version 5··');
    expect(versionWords('0123456789abcdef0123')).toBe('version 0123456789abcde…');
  });
});

it.each([
  [undefined, 'previous', 'the period before'],
  ['week', 'week', 'a week earlier'],
  ['off', undefined, 'the period before'],
])('%s compares periods', (vs, compare, against) => {
  expect(comparisonOf(vs, chips, chips)).toMatchObject({ compare, sides: { against, apart: false } });
});
