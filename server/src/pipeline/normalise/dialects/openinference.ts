import { messagesOf } from '../messages.ts';
import { objectOf, text, toJson } from '../values.ts';
import { among, type Dialect, type Expand, spread } from './dialect.ts';

const KINDS = among({
  llm: 'llm',
  embedding: 'embedding',
  chain: 'chain',
  prompt: 'chain',
  agent: 'agent',
  tool: 'tool',
  retriever: 'retriever',
  reranker: 'retriever',
  guardrail: 'guardrail',
  evaluator: 'evaluator',
});

/** The request's own parameters; the model among them is the one that was asked for. */
const invocation: Expand = (value, offer, draft) => {
  const { model } = objectOf(value) ?? {};
  if (typeof model === 'string') offer('requested_model', text(model));
  draft.keep('llm.invocation_parameters', value);
  return true;
};

/** Arize's OpenInference. */
export const openinference: Dialect = {
  name: 'openinference',
  fields: {
    kind: [['openinference.span.kind', KINDS]],
    name: ['tool.name'],
    provider: ['llm.provider', 'llm.system'],
    model: ['llm.response.model_name', 'llm.model_name', 'embedding.model_name', 'reranker.model_name'],
    requested_model: ['llm.request.model_name', 'llm.model_name', 'embedding.model_name', 'reranker.model_name'],
    prompt: ['prompt.id'],
    prompt_version: ['llm.prompt_template.version'],
    tags: ['tag.tags'],
    finish_reason: ['llm.finish_reason'],
    input_tokens: ['llm.token_count.prompt'],
    output_tokens: ['llm.token_count.completion'],
    cached_tokens: ['llm.token_count.prompt_details.cache_read', 'llm.token_count.prompt_details.cache_input'],
    cache_write_tokens: ['llm.token_count.prompt_details.cache_write'],
    reasoning_tokens: ['llm.token_count.completion_details.reasoning'],
    cost_sent: ['llm.cost.total'],
    input: ['input.value', 'tool.parameters', 'reranker.query'],
    output: ['output.value'],
  },
  expand: { 'llm.invocation_parameters': invocation, metadata: spread },
  trees: {
    'llm.input_messages.': { slot: 'input', build: messagesOf },
    'llm.output_messages.': { slot: 'output', build: messagesOf },
    'retrieval.documents.': { slot: 'output', build: documentsOf },
  },
  redundant: ['llm.token_count.total', 'input.mime_type', 'output.mime_type'],
};

/** `retrieval.documents.N.document.*` as a JSON list. */
function documentsOf(tree: { [key: string]: unknown }): string | undefined {
  const documents = Object.values(tree).map((entry) => objectOf(entry)?.document ?? entry);
  return documents.length ? toJson(documents) : undefined;
}
