import { describe, expect, it } from 'vitest';
import type { Subject } from '../detector.ts';
import { language } from './language.ts';
import { length } from './length.ts';
import { repetition } from './repetition.ts';

const subject = (input: string, output: string): Subject => ({
  system: '',
  input,
  output,
  retrieved: [],
  context: [],
  constraints: [],
});

describe('language', () => {
  it('tells both languages, and when the answer is in another', () => {
    const found = language.run(
      subject('Wie komme ich morgen am besten zum Bahnhof?', 'You had better take the bus tomorrow morning.'),
    );
    expect(found.map(({ name, label, value }) => [name, label, value])).toEqual([
      ['language_input', 'de', 1],
      ['language_output', 'en', 1],
      ['language_change', undefined, 1],
    ]);
    expect(found[2]!.reason).toBe('asked in de, answered in en');
  });

  it('is not sure of a name or a number, and tells no change then', () => {
    const found = language.run(subject('42', 'You had better take the bus tomorrow morning.'));
    expect(found[0]!.value).toBe(0);
    expect(found[2]!.value).toBe(0);
  });
});

describe('length', () => {
  it('counts characters as people do, and words', () => {
    const found = length.run(subject('Hello  there\n😀', ''));
    expect(found.map(({ name, value }) => [name, value])).toEqual([
      ['input_characters', 14],
      ['input_words', 3],
      ['output_characters', 0],
      ['output_words', 0],
    ]);
  });
});

describe('repetition', () => {
  const of = (output: string) => repetition.run(subject('', output))[0]!;
  const plain =
    'The bus leaves at eight every day. On Sundays it is an hour later, and there is none on holidays, so you had better walk.';

  it('leaves ordinary text alone', () => {
    expect(of(plain)).toEqual({ name: 'repetition', value: 0, reason: '', evidence: [] });
    expect(of('No no no no no.').value).toBe(0);
  });

  it('shows what was said before', () => {
    const output = `${plain} ${plain}`;
    const { value, evidence, reason } = of(output);
    expect(value).toBeCloseTo(0.5, 2);
    expect(reason).toBe('50 % of the text was said before');
    expect(output.slice(evidence[0]!.from, evidence[0]!.to)).toBe(plain.slice(0, -1));
  });

  it('is near 1 for the same line over and over, and for one character', () => {
    expect(of('I do not know what to say.\n'.repeat(50)).value).toBeGreaterThan(0.9);
    expect(of(`So: ${'!'.repeat(400)}`).value).toBeGreaterThan(0.9);
    expect(of('ha '.repeat(100)).value).toBeGreaterThan(0.9);
  });

  it.each(['a', 'a ', '汉', '\n', '😀', 'one two three four five six '])(
    'reads 200 KB of %j in linear time',
    (unit) => {
      const text = unit.repeat(Math.ceil(200_000 / unit.length));
      const start = performance.now();
      for (const detector of [repetition, length, language]) detector.run(subject(text, text));
      expect(performance.now() - start).toBeLessThan(5000);
    },
  );
});
