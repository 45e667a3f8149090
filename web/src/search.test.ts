import { expect, it } from 'vitest';
import { parseParams, parseState, writeParams } from './search.ts';

it('round-trips the state of a view', () => {
  const state = {
    from: 'now-7d',
    to: 'now',
    env: 'prod',
    f: ['model:eq:gpt-4o/x', 'user:eq:a&b=c'],
    live: '1' as const,
  };
  const query = writeParams(state);
  expect(query).toBe('?from=now-7d&to=now&env=prod&f=model:eq:gpt-4o/x&f=user:eq:a%26b%3Dc&live=1');
  expect(parseState(parseParams(query))).toEqual(state);
});

it('keeps text that looks like a number or JSON as text', () => {
  expect(parseState(parseParams('?env=1&q=%7B%7D'))).toMatchObject({ env: '1', q: '{}' });
});

it('takes one filter for a list of one', () => {
  expect(parseState(parseParams('?f=model:eq:x')).f).toEqual(['model:eq:x']);
});

it('drops what it cannot read and keeps the rest', () => {
  const state = parseState(parseParams('?from=yesterday&to=now&vs=moon&live=yes&scope=x&env=prod&__proto__=1'));
  expect(state).toEqual({ vs: undefined, live: undefined, scope: undefined, env: 'prod' });
});
