import { among, type Dialect } from './dialect.ts';

const KINDS = among({
  llm: 'llm',
  embedding: 'embedding',
  chain: 'chain',
  prompt: 'chain',
  parser: 'chain',
  tool: 'tool',
  retriever: 'retriever',
});

const metadata = 'langsmith.metadata.';

/** What LangSmith's SDK adds when it speaks OpenTelemetry. */
export const langsmith: Dialect = {
  name: 'langsmith',
  fields: {
    kind: [['langsmith.span.kind', KINDS]],
    session: [`${metadata}session_id`, `${metadata}thread_id`, `${metadata}conversation_id`],
    user: [`${metadata}user_id`],
    tags: ['langsmith.span.tags'],
  },
  metadata: [metadata],
};
