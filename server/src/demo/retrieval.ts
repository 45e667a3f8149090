import { openinferenceCall } from './openinference.ts';
import { hexId } from './random.ts';
import type { DemoSpan, Value } from './span.ts';
import { answer, contextOf, type Kit, marksOf, sharedBy, type Visit } from './visit.ts';

/** An answer from documents, as an OpenInference client reports it: chain → retriever, LLM. */
export function retrievalTrace(visit: Visit, kit: Kit): DemoSpan[] {
  const { random, at } = visit;
  const { call, release, text } = answer(visit, kit);
  const question = text.question ?? '';
  const trace = hexId(random, 16);
  const [root, retriever, llm] = [hexId(random, 8), hexId(random, 8), hexId(random, 8)];
  const found = at + 4 + 60 * random() + 40 * random();
  const ends = found + 3 + call.duration;
  const shared = { ...sharedBy(visit), trace, kind: 1 as const };
  const failed = call.failure ? { error: call.failure.message } : {};
  // Time to the first token is not part of these conventions.
  const { ttft: _, ...untimed } = call;
  const messages = [{ role: 'user' as const, text: `Passages:\n${text.context}\n\nQuestion: ${question}` }];
  return [
    {
      ...shared,
      id: llm,
      parent: root,
      name: 'OpenAILike.chat',
      start: found + 2,
      end: found + 2 + call.duration,
      attributes: { ...openinferenceCall({ ...untimed, messages }), ...marksOf(visit, text) },
      ...failed,
    },
    {
      ...shared,
      id: retriever,
      parent: root,
      name: 'VectorIndexRetriever.retrieve',
      start: at + 1,
      end: found,
      attributes: {
        'openinference.span.kind': 'RETRIEVER',
        'input.value': question,
        ...documents(text.context ?? '', text.id),
        ...marksOf(visit, { id: text.id }, ['score']),
      },
    },
    {
      ...shared,
      id: root,
      name: 'RetrieverQueryEngine.query',
      start: at,
      end: ends,
      attributes: {
        'openinference.span.kind': 'CHAIN',
        'input.value': question,
        'output.value': call.answer,
        ...contextOf(visit, release),
        ...marksOf(visit, text),
      },
      ...failed,
    },
  ];
}

/** The passage, as the one document that was found. */
const documents = (content: string, id: string): Record<string, Value> => ({
  'retrieval.documents.0.document.id': id,
  'retrieval.documents.0.document.content': content,
  'retrieval.documents.0.document.score': { double: 0.83 },
});
