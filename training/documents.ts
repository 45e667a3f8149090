import { eachSegment } from '../server/src/pipeline/score/text/segments.ts';
import { readRows } from './corpora.ts';
import { type Example, example } from './linear.ts';

/** A document of BIPIA with or without an instruction put into it. */
export interface Inserted {
  text: string;
  label: boolean;
  /** Kind of what was put in. */
  attack: string | null;
  channel: string;
  /** The clean document, without white space: the same for all that were made of it. */
  origin: string;
  segments: Segment[];
}

interface Segment {
  text: string;
  /** Absent for segments that are part of what was put in but are no instruction by themselves, such as lines of code. */
  example?: Example;
}

interface Row {
  text: string;
  label: number;
  attack: string | null;
  channel: string;
  payload?: string;
}

export const DOCUMENTS = {
  origin: 'microsoft/BIPIA, instructions put into e-mails, tables and code answers as its builder does',
  licence: 'MIT; tables and code answers CC BY-SA 4.0',
};

export function insertedDocuments(corpora: string): Inserted[] {
  return readRows<Row>(corpora, 'injection/bipia_indirect.jsonl').map(documentOf);
}

function documentOf({ text, label, attack, channel, payload = '' }: Row): Inserted {
  const start = label === 1 ? text.indexOf(payload) : text.length;
  const end = start + payload.length;
  const code = payload.indexOf('```');
  const head = start + (code > 0 ? code : payload.length);
  const segments: Segment[] = [];
  eachSegment(text, (from, to) => {
    const part = text.slice(from, to);
    const instructs = Math.min(to, head) - Math.max(from, start) >= 8;
    const within = to > start && from < end;
    if (instructs) segments.push({ text: part, example: example(part, true) });
    else if (within) segments.push({ text: part });
    else segments.push({ text: part, example: example(part, false, label === 1 ? 0.3 : 1) });
  });
  const origin = (text.slice(0, start) + text.slice(end)).replace(/\s+/g, '');
  return { text, label: label === 1, attack, channel, origin, segments };
}
