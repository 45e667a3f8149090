import { describe, expect, it } from 'vitest';
import { groundedness } from './groundedness.ts';
import { stem } from './stem.ts';
import { wordsOf } from './words.ts';

const context = [
  'The museum opened in 1998 and was designed by Rosa Delgado. It shows four hundred paintings on three floors.',
  'Tickets cost 12 euros. Children under six do not pay. Prices increased last year.',
];
const run = (output: string, given: readonly string[] = context) => {
  const [finding] = groundedness.run({ system: '', input: '', retrieved: [], context: given, output, constraints: [] });
  const told = finding!.evidence.map(({ from, to, label }) => `${label} ${output.slice(from, to)}`);
  return { ...finding!, told };
};

describe('groundedness', () => {
  it('holds what the context says for supported', () => {
    const { value, told, reason } = run(
      'The museum opened in 1998 and was designed by Rosa Delgado. Tickets cost 12 euros.',
    );
    expect(value).toBeGreaterThan(0.7);
    expect(told).toEqual([]);
    expect(reason).toBe('');
  });

  it('shows numbers, names and sentences that the context does not have', () => {
    const { value, told, reason } = run(
      'The museum opened in 1998. It was paid for by Henrik Sandberg with 35 million kroner.',
    );
    expect(value).toBeLessThan(0.5);
    expect(told).toEqual([
      'sentence It was paid for by Henrik Sandberg with 35 million kroner.',
      'number 35',
      'name Henrik',
      'name Sandberg',
    ]);
    expect(reason).toBe('not in the context: 1 number, 2 names, 1 of 2 sentences');
  });

  it('ranks an opposite and a changed number below what was said', () => {
    const right = run('Prices increased last year, and tickets cost 12 euros.').value;
    expect(run('Prices decreased last year, and tickets cost 12 euros.').value).toBeLessThan(right);
    expect(run('Prices increased last year, and tickets cost 15 euros.').value).toBeLessThan(right);
  });

  it('takes a number in words and in digits for the same', () => {
    expect(run('The museum has 3 floors.').told).not.toContain('number 3');
  });

  it('says when there is nothing to compare, or when texts were too long to be read whole', () => {
    expect(run('Yes.', ['']).reason).toBe('says nothing that could be compared');
    expect(run('It is so.').value).toBe(1);
    expect(run('Rosa Delgado designed it.', [context[0]!.repeat(1000)]).reason).toContain(
      'only part of the texts was read',
    );
  });

  it.each(['word ', 'Name 1 ', 'x. ', '1', 'aaaa', '. ', '汉', "'", 'not increase '])(
    'reads 200 KB of %j on both sides in linear time',
    (unit) => {
      const text = unit.repeat(Math.ceil(200_000 / unit.length));
      const start = performance.now();
      run(text, [text]);
      expect(performance.now() - start).toBeLessThan(5000);
    },
  );
});

describe('words', () => {
  it('are compared without their endings', () => {
    expect(['moves', 'moved', 'moving', 'move'].map(stem)).toEqual(['mov', 'mov', 'mov', 'mov']);
    expect(['stopped', 'stops', 'parties', 'party'].map(stem)).toEqual(['stop', 'stop', 'party', 'party']);
  });

  it('hold numbers with their marks, and know names by their capitals within a sentence', () => {
    const words = wordsOf("The firm's 1,250.5 dollars went to Ada, twenty times");
    expect(words.map((word) => word.stem)).toEqual([
      'the',
      'firm',
      '1250.5',
      'dollar',
      'went',
      'to',
      'ada',
      '20',
      'tim',
    ]);
    expect(words.filter((word) => word.name).map((word) => word.stem)).toEqual(['ada']);
    expect(words.filter((word) => word.number)).toHaveLength(2);
  });
});
