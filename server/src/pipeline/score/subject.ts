import type { Constraint, Subject } from './detector.ts';
import { turnsOf } from './turns.ts';

/** The texts of a call as they are stored: what crosses to the detectors' threads. */
export interface CallTexts {
  input: string;
  output: string;
  /** `telltale.context` as it was sent: text, or a JSON list; '' when there is none. */
  context: string;
  /** `telltale.constraints` as it was sent: a JSON list; '' when there is none. */
  constraints: string;
  /** Outputs of retrievers in the same trace. */
  documents: readonly string[];
}

const MAX_CONSTRAINTS = 50;

/** A call as detectors read it: plain text by place. */
export function subjectOf({ input, output, context, constraints, documents }: CallTexts): Subject {
  const asked = turnsOf(input, 'user');
  const answered = turnsOf(output, 'assistant');
  const declared = listOf(context);
  // What a retriever gave stands in its answer, one text or a list of documents.
  const retrieved = [...asked.tool, ...documents.flatMap(documentsOf)];
  return {
    system: asked.system.join('\n\n'),
    input: asked.user.at(-1) ?? '',
    retrieved,
    context: declared.length > 0 ? declared : retrieved,
    output: answered.assistant.join('\n\n'),
    constraints: constraintsOf(constraints),
  };
}

/** A JSON list of texts, or the text itself. */
function listOf(text: string): string[] {
  if (text === '') return [];
  const value = text.startsWith('[') ? json(text) : undefined;
  return Array.isArray(value) ? value.map(said).filter((one) => one !== '') : [text];
}

function documentsOf(output: string): string[] {
  const value = /^\s*[[{]/.test(output) ? json(output) : undefined;
  return (Array.isArray(value) ? value.map(said) : [value === undefined ? output : said(value)]).filter(Boolean);
}

/** Where documents of the common retrievers have their text. */
const CONTENTS = ['content', 'page_content', 'pageContent', 'text', 'document.content'] as const;

function said(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return value === undefined ? '' : String(value);
  const fields = value as Record<string, unknown>;
  const key = CONTENTS.find((name) => typeof fields[name] === 'string');
  return key === undefined ? JSON.stringify(value) : (fields[key] as string);
}

function constraintsOf(text: string): Constraint[] {
  const value = text === '' ? undefined : json(text);
  if (!Array.isArray(value)) return [];
  return value
    .filter((one): one is Constraint => typeof one === 'object' && one !== null && typeof one.id === 'string')
    .slice(0, MAX_CONSTRAINTS);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
