import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Constraint, Subject } from '../server/src/pipeline/score/detector.ts';

/** An answer of the demo with what it was asked and given. */
interface Row {
  context?: string;
  question?: string;
  answer: string;
}

const DEMO = join(import.meta.dirname, '../demo/texts.jsonl.gz');
const INPUT = 850;
const OUTPUT = 650;
const CONTEXT = 2000;
/** Calls of each kind. */
const CALLS = 400;

const DECLARED: Constraint[] = [
  { id: 'length_constraints:number_words', relation: 'at most', num_words: 120 },
  { id: 'punctuation:no_comma' },
  { id: 'keywords:existence', keywords: ['answer', 'question'] },
  { id: 'language:response_language', language: 'en' },
];

const rowsOf = <Row>(file: string): Row[] => {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
};

const empty: Subject = { system: '', input: '', retrieved: [], context: [], output: '', constraints: [] };

/** Calls of 1.5 KB by what they have beside input and output. Their texts are real, in pieces joined or cut to length. */
export function calls(): Record<string, Subject[]> {
  const rows = rowsOf<Row>(DEMO);
  const plain = rows.filter(({ context }) => context === undefined);
  const prose = rows.flatMap(({ context, question = '' }) => (context ? [question, context.slice(0, INPUT)] : []));
  const inputs = pieces([...new Set(prose)], INPUT);
  const instructions = pieces([...new Set(plain.map(({ question = '' }) => question))], INPUT);
  const outputs = pieces(plain.map(({ answer }) => answer).reverse(), OUTPUT);
  const base = Array.from(
    { length: CALLS },
    (_, at): Subject => ({
      ...empty,
      input: inputs[at % inputs.length]!,
      output: outputs[at % outputs.length]!,
    }),
  );
  const grounded = rows.filter(({ context = '' }) => context.length >= CONTEXT).slice(0, CALLS);
  const documents = new Map<string, string[]>();
  const document = grounded.map(({ context, answer }, at): Subject => {
    const given = documents.get(context!) ?? pieces([context!], CONTEXT).slice(0, 1);
    documents.set(context!, given);
    return { ...base[at % CALLS]!, output: answer.slice(0, OUTPUT), retrieved: given, context: given };
  });
  return {
    plain: base,
    'with a system prompt of 20': base.map((call, at) => ({ ...call, system: instructions[(at * 7) % 20]! })),
    'that ask for a form': base.map((call, at) => ({ ...call, input: instructions[at % instructions.length]! })),
    'with a document of 2 KB': document,
    'with a new document each': fresh(document),
    'with four constraints': base.map((call) => ({ ...call, constraints: DECLARED })),
  };
}

/** The same calls with documents that nobody has seen, each time one of them is asked for. */
function fresh(documents: readonly Subject[]): Subject[] {
  let count = 0;
  return documents.map((call) => ({
    ...call,
    get context() {
      return [`${count++} ${call.context[0]}`];
    },
    get retrieved() {
      return [`${count++} ${call.retrieved[0]}`];
    },
  }));
}

/** Texts one after the other, in pieces of a length. */
function pieces(texts: readonly string[], length: number): string[] {
  const stream = texts.join('\n\n');
  const cut = Array.from({ length: Math.floor(stream.length / length) }, (_, at) =>
    stream.slice(at * length, (at + 1) * length),
  );
  // Strings of their own, as requests bring them, instead of windows on a long one, which are slower to read.
  return JSON.parse(JSON.stringify(cut)) as string[];
}

/** A call around every text of a folder of JSON Lines: the text is asked, answered, given and retrieved in turn. */
export function* realCalls(folder: string): Generator<Subject> {
  let before = '';
  for (const text of textsUnder(folder)) {
    yield { ...empty, system: before, input: text, output: text, retrieved: [text] };
    yield { ...empty, system: text, input: before, output: text.slice(text.length >> 1), context: [before, text] };
    before = text;
  }
}

function* textsUnder(folder: string): Generator<string> {
  const seen = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/\.jsonl(?:\.gz)?$/.test(entry)) continue;
    for (const text of rowsOf<unknown>(join(folder, entry)).flatMap(stringsOf)) {
      if (text.length < 24 || seen.has(text)) continue;
      seen.add(text);
      yield text;
    }
  }
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
