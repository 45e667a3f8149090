import { expect, test } from 'vitest';
import { QUALITY } from './quality.ts';

test('says of each score how good it is, with n and intervals', () => {
  const scores = QUALITY.detectors.flatMap((detector) => detector.scores);
  expect(scores.sort()).toEqual(
    [
      ...['adherence', 'groundedness', 'indirect_injection', 'injection', 'jailbreak', 'leak', 'pii', 'refusal'],
      ...['repetition', 'toxicity_input', 'toxicity_output'],
    ].sort(),
  );
  for (const { measured, ordinary, weak } of QUALITY.detectors) {
    expect(weak).not.toBe('');
    expect(measured.length + ordinary.length).toBeGreaterThan(0);
    for (const { n, auroc, recall } of measured) {
      expect(n).toBeGreaterThan(0);
      for (const figure of [auroc, recall]) {
        if (!figure) continue;
        expect(figure.low).toBeLessThanOrEqual(figure.value);
        expect(figure.high).toBeGreaterThanOrEqual(figure.value);
      }
    }
  }
});
