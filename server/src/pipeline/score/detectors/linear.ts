import type { Detector, Evidence, Finding } from '../detector.ts';
import { type Heads, likelihood } from '../models/heads.ts';
import { stretches } from '../models/stretches.ts';
import { bounded } from '../text/bounded.ts';

/** A detector that is one small model over what the user or the model wrote. */
export interface Linear {
  name: string;
  version: string;
  place: 'input' | 'output';
  heads: () => Heads;
  /** Which of the models. */
  model: number;
  /** What the words of evidence are typical of: `a jailbreak`. */
  of: string;
}

export function linear({ name, version, place, heads, model, of }: Linear): Detector {
  return {
    name,
    version,
    needs: [place],
    run(subject) {
      const text = subject[place];
      const { most, at } = heads().read(text);
      const margin = most[model]!;
      const from = at[model]!;
      if (margin < 0) return [quiet(name, margin)];
      const spans = stretches(heads(), text, from, Math.min(text.length, from + heads().window), model);
      const evidence = spans.map((span): Evidence => ({ place, ...span }));
      const words = quoted(text, evidence[0]);
      const reason = `Words typical of ${of}${words}.${cutNote(text)}`;
      return [{ name, value: likelihood(margin), reason, evidence }];
    },
  };
}

export function quiet(name: string, margin: number): Finding {
  return { name, value: likelihood(margin), reason: '', evidence: [] };
}

/** The words of a piece of evidence, short: `: “ignore all previous rules”`. */
export function quoted(text: string, span: { from: number; to: number } | undefined): string {
  if (!span) return '';
  const words = text.slice(span.from, span.to).replace(/\s+/g, ' ');
  return `: “${words.length > 80 ? `${words.slice(0, 79)}…` : words}”`;
}

export function cutNote(text: string): string {
  return bounded(text).length > 1 ? ' Only the beginning and the end of the text were read.' : '';
}
