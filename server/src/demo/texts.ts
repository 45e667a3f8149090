import type { Text } from './data.ts';
import { pick, type Random } from './random.ts';

export interface TextChoice {
  task: Text['task'];
  /** Tokens of the answer: texts are as long as the traffic says, as far as the set has such. */
  output: number;
  /** Only answers of this model, where the set names them. */
  model?: string;
  /** Share of answers that their context does not support, where the set tells. */
  unsupported?: number;
}

/** Few answers are longer than this (tokens). */
const LONG = 1000;
const SHORT = 7;

/** Texts by task, kind and length. */
export function createTexts(texts: readonly Text[]): (random: Random, choice: TextChoice) => Text {
  const pools = new Map<string, Text[]>();
  for (const text of [...texts].sort((a, b) => a.answer.length - b.answer.length)) {
    const kinds = [text.task, `${text.task}/${text.model}`, `${text.task}/${text.label === 'unsupported'}`];
    for (const kind of kinds) pools.set(kind, [...(pools.get(kind) ?? []), text]);
  }
  return (random, { task, output, model, unsupported }) => {
    const wanted = unsupported === undefined ? model : String(random() < unsupported);
    const pool = pools.get(`${task}/${wanted}`) ?? pools.get(task) ?? [];
    const length = Math.log(Math.max(output, SHORT) / SHORT) / Math.log(LONG / SHORT);
    const around = (Math.min(length, 1) * 0.8 + random() * 0.2) * pool.length;
    return pool[Math.min(Math.floor(around), pool.length - 1)] ?? pick(random, texts);
  };
}

/** What the user wrote: the task's own form of question and context. */
export function askOf({ context, question }: Text): string {
  return [context, question].filter(Boolean).join('\n\n');
}
