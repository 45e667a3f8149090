import { type Json, type JsonObject, object, text } from './messageParts.ts';

/** One thing a retriever found, as text to be shown. */
export interface Found {
  id?: string;
  score?: number;
  text: string;
}

const MOST = 500;
/** Where retrievers keep their list. */
const LISTS = ['documents', 'results', 'matches', 'hits', 'nodes', 'data', 'chunks', 'output'];

/** What a retriever's output lists; undefined when it is no list of documents. Never throws. */
export function documentsOf(source: string): Found[] | undefined {
  if (!/^\s*[[{]/.test(source)) return undefined;
  let value: Json;
  try {
    value = JSON.parse(source) as Json;
  } catch {
    return undefined;
  }
  const whole = object(value);
  const list = whole ? LISTS.map((key) => whole[key]).find(Array.isArray) : value;
  if (!Array.isArray(list)) return undefined;
  const found = list.slice(0, MOST).map(documentOf);
  return found.every((one) => one !== undefined) ? found : undefined;
}

function documentOf(item: Json): Found | undefined {
  if (typeof item === 'string') return { text: item };
  const outer = object(item);
  if (!outer) return undefined;
  // LlamaIndex and LangChain wrap a document once more.
  const fields = object(outer.document) ?? object(outer.node) ?? object(outer.kwargs) ?? outer;
  const id = idOf(fields) ?? idOf(outer);
  const score = numberOf(outer.score) ?? numberOf(fields.score) ?? numberOf(outer.similarity);
  return {
    ...(id === undefined ? {} : { id }),
    ...(score === undefined ? {} : { score }),
    text:
      text(fields.content) ??
      text(fields.page_content) ??
      text(fields.pageContent) ??
      text(fields.text) ??
      JSON.stringify(fields, null, 2),
  };
}

const idOf = ({ id, document_id, title }: JsonObject): string | undefined => {
  const named = title ?? id ?? document_id;
  return typeof named === 'string' || typeof named === 'number' ? String(named).slice(0, 200) : undefined;
};

function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
