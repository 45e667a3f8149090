import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Redaction } from '../../model/project-settings.ts';
import { piiTypes } from './detectors/pii/kinds.ts';
import { pseudonym } from './pseudonym.ts';
import { type Policy, redact } from './redact.ts';

const policy = (action: Redaction): Policy => ({
  types: Object.fromEntries(piiTypes.map((type) => [type, action])),
  secret: 'secret of the project',
});
const masked = (text: string) => redact(text, policy('mask')).text;

/** Values of every type that generators can make, each with its type. */
const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
const luhn = (digits: string) => {
  for (let check = 0; check < 10; check++) {
    const sum = [...`${digits}${check}`]
      .reverse()
      .map((digit, at) => (at % 2 ? Number(digit) * 2 : Number(digit)))
      .reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
    if (sum % 10 === 0) return `${digits}${check}`;
  }
  throw new Error('no check digit');
};
const values = {
  email: fc
    .tuple(fc.stringMatching(/^[a-z][a-z0-9.]{0,8}[a-z]$/), fc.stringMatching(/^[a-z][a-z0-9]{1,8}$/))
    .map(([a, b]) => `${a}@${b}.com`),
  card: digits(13).map((rest) => luhn(`41${rest}`)),
  ssn: fc
    .tuple(fc.integer({ min: 100, max: 599 }), fc.integer({ min: 10, max: 99 }), fc.integer({ min: 1000, max: 9999 }))
    .map((parts) => parts.join('-')),
  phone: digits(9).map((rest) => `+4${rest.replace(/^(..)(...)/, '$1 $2 ')}`),
  ip: fc.tuple(fc.integer({ min: 1, max: 126 }), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.')),
  secret: fc.stringMatching(/^[A-Za-z0-9]{30}1$/).map((rest) => `sk-proj-${rest}`),
};
const value = fc.oneof(...Object.values(values));
/** What may stand about a value: words, marks, line ends, other scripts, but no letter or digit at its very sides. */
const around = fc.array(
  fc.constantFrom(
    'word',
    ' ',
    '\n',
    '\t',
    '"',
    '\\',
    '/',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    'é',
    '汉',
    '(',
    ' 7 ',
    '<b>',
    'the ',
    '=',
    "'",
  ),
  {
    maxLength: 12,
  },
);
const side = fc.constantFrom(' ', '\n', '"', '\t', ', ', ' (', '\\ ', '/ ');
const texts = fc.tuple(around, side, value, side, around).map(([a, b, secret, c, d]) => ({
  text: `${a.join('')} ${b}${secret}${c} ${d.join('')}`,
  secret,
}));

/** JSON text with every character of its strings written as an escape where `pick` says so. */
const escaped = (json: string, pick: (at: number) => boolean) =>
  json.replace(/"(?:[^"\\]|\\.)*"/g, (string) =>
    string.replace(/\\.|[^"]/g, (piece, at: number) =>
      piece.length === 1 && pick(at)
        ? `\\u${piece.charCodeAt(0).toString(16).padStart(4, '0')}`
        : piece === '/' && at % 2
          ? '\\/'
          : piece,
    ),
  );

describe('redact', () => {
  it('leaves no value in a text, whatever is about it', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom<Redaction>('mask', 'hash', 'drop'), ({ text, secret }, action) => {
        expect(redact(text, policy(action)).text).not.toContain(secret);
      }),
      { numRuns: 1500 },
    );
  });

  it('leaves no value in JSON however it is escaped and nested, and the JSON stays valid', () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 3 }),
        fc.func(fc.boolean()),
        fc.constantFrom<Redaction>('mask', 'hash', 'drop'),
        ({ text, secret }, depth, pick, action) => {
          let json: string = JSON.stringify([{ role: 'user', content: text, n: 1.5 }]);
          for (let level = 1; level < depth; level++) json = JSON.stringify({ arguments: json });
          const result = redact(
            escaped(json, (at) => pick(at)),
            policy(action),
          ).text;
          let inner: unknown = JSON.parse(result);
          for (let level = 1; level < depth; level++) inner = JSON.parse((inner as { arguments: string }).arguments);
          expect(inner).toMatchObject([{ role: 'user', n: 1.5 }]);
          expect(JSON.stringify(inner)).not.toContain(secret);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('does nothing to what it has been over', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            texts.map(({ text }) => text),
            fc.string(),
            value,
            fc.constantFrom('password=', 'token: "', '[email', ':', '0', '-', '@'),
          ),
          { maxLength: 6 },
        ),
        fc.constantFrom<Redaction>('mask', 'hash', 'drop'),
        (parts, action) => {
          const once = redact(parts.join(''), policy(action)).text;
          expect(redact(once, policy(action))).toEqual({ text: once, found: {} });
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('masks, hashes or drops by type, and counts', () => {
    const text = 'ada@example.com, Ada@Example.com and 4111 1111 1111 1111 at 203.0.113.9';
    const { text: out, found } = redact(text, { types: { email: 'hash', card: 'drop', ip: 'off' }, secret: 's' });
    const [, first, second] = /^\[email:([0-9a-f]{10})\], \[email:([0-9a-f]{10})\] and {2}at 203\.0\.113\.9$/.exec(
      out,
    )!;
    expect(first).toBe(second);
    expect(found).toEqual({ email: 2, card: 1 });
    expect(redact('ada@example.com', { types: { email: 'hash' }, secret: 't' }).text).not.toContain(first);
  });

  it.each([
    ['{"to":"ada\\u0040example.com\\/x","n":1}', '{"to":"[email]\\/x","n":1}'],
    ['[{"text":"first\\nada@example.com\\nlast"}]', '[{"text":"first\\n[email]\\nlast"}]'],
    ['{"card":4111111111111111,"list":[4111111111111111,2]}', '{"card":"[card]","list":["[card]",2]}'],
    ['{"arguments":"{\\"card\\":4111111111111111}"}', '{"arguments":"{\\"card\\":\\"[card]\\"}"}'],
    ['{"password":"a,b\\"c1d2","kept":"x"}', '{"password":"[secret]","kept":"x"}'],
    ['{"content":"numbers: 4111111111111111, and"}', '{"content":"numbers: [card], and"}'],
    ['see C:\\new\\ada@example.com', 'see C:\\new\\[email]'],
    ['so {"a":"\\nada@example.com"}', 'so {"a":"[email]"}'],
  ])('rewrites %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it('puts null where a number was dropped', () => {
    expect(redact('{"card": 4111111111111111 }', policy('drop')).text).toBe('{"card": null }');
  });

  it('leaves no other value behind when one is dropped between its halves', () => {
    const { text } = redact('a@ada@example.comb.org 212-555-[email]0143', policy('drop'));
    expect(redact(text, policy('drop')).found).toEqual({});
  });

  it.each(['\\', '\\\\"', '\\u0040', 'a@b.com\\', '"\\"', 'ada@example.com ', '{"password":"'])(
    'reads 200 KB of %j in linear time',
    (unit) => {
      const text = unit.repeat(Math.ceil(200_000 / unit.length));
      const start = performance.now();
      redact(text, policy('mask'));
      expect(performance.now() - start).toBeLessThan(5000);
    },
  );
});

describe('pseudonym', () => {
  it('is one per id and secret, and stays what it is', () => {
    const first = pseudonym('ada', 'secret');
    expect(first).toMatch(/^u_[0-9a-f]{20}$/);
    expect(pseudonym('ada', 'secret')).toBe(first);
    expect(pseudonym(first, 'secret')).toBe(first);
    expect(pseudonym('ada', 'other')).not.toBe(first);
    expect(pseudonym('bob', 'secret')).not.toBe(first);
  });
});
