import { messagesOf } from '../messages.ts';
import { seconds } from '../values.ts';
import { among, type Dialect } from './dialect.ts';

const OPERATIONS = among({
  chat: 'llm',
  generate_content: 'llm',
  text_completion: 'llm',
  completion: 'llm',
  response: 'llm',
  responses: 'llm',
  image_generation: 'llm',
  embeddings: 'embedding',
  embedding: 'embedding',
  retrieval: 'retriever',
  rerank: 'retriever',
  search_memory: 'retriever',
  execute_tool: 'tool',
  create_agent: 'agent',
  invoke_agent: 'agent',
  invoke_workflow: 'chain',
  agent_step: 'chain',
  chain: 'chain',
  plan: 'chain',
});

/**
 * OpenTelemetry's GenAI conventions. Within a line the newest spelling comes first: C′ and C (1.37 and later), B (`gen_ai.system`,
 * 1.27), A (before that, and what OpenLLMetry made of it).
 */
export const genai: Dialect = {
  name: 'genai',
  fields: {
    kind: [
      ['gen_ai.operation.name', OPERATIONS],
      ['llm.request.type', OPERATIONS],
      ['gen_ai.guardrail.name', () => 'guardrail'],
    ],
    operation: ['gen_ai.operation.name', 'llm.request.type'],
    name: ['gen_ai.tool.name'],
    provider: ['gen_ai.provider.name', 'gen_ai.system', 'llm.vendor'],
    model: ['gen_ai.response.model', 'llm.response.model'],
    requested_model: ['gen_ai.request.model', 'llm.request.model'],
    prompt: ['gen_ai.prompt.name'],
    prompt_version: ['gen_ai.prompt.version'],
    environment: ['deployment.environment.name', 'deployment.environment'],
    user: ['user.id', 'enduser.id'],
    session: ['session.id', 'gen_ai.conversation.id'],
    http_status: ['http.response.status_code', 'http.status_code'],
    error_type: ['error.type'],
    finish_reason: ['gen_ai.response.finish_reasons'],
    ttft_ms: [
      ['gen_ai.response.time_to_first_chunk', seconds],
      ['gen_ai.client.operation.time_to_first_chunk', seconds],
      ['gen_ai.client.inference.time_to_first_chunk', seconds],
    ],
    input_tokens: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.usage.prompt_tokens'],
    output_tokens: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.usage.completion_tokens'],
    cached_tokens: [
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.cache_read_input_tokens',
      'gen_ai.usage.details.cache_read_tokens',
      'gen_ai.usage.details.cache_read_input_tokens',
      'gen_ai.usage.details.cached_tokens',
    ],
    cache_write_tokens: [
      'gen_ai.usage.cache_write.input_tokens',
      'gen_ai.usage.cache_creation.input_tokens',
      'gen_ai.usage.cache_creation_input_tokens',
      'gen_ai.usage.details.cache_write_tokens',
      'gen_ai.usage.details.cache_creation_input_tokens',
    ],
    reasoning_tokens: [
      'gen_ai.usage.reasoning.output_tokens',
      'gen_ai.usage.reasoning_tokens',
      'gen_ai.usage.details.reasoning_tokens',
      'gen_ai.usage.details.thoughts_tokens',
    ],
    cost_sent: ['gen_ai.usage.cost', 'gen_ai.usage.total_cost', 'gen_ai.cost.total_cost', 'operation.cost'],
    system: ['gen_ai.system_instructions'],
    input: ['gen_ai.input.messages', 'gen_ai.prompt', 'gen_ai.tool.call.arguments', 'gen_ai.retrieval.query.text'],
    output: ['gen_ai.output.messages', 'gen_ai.completion', 'gen_ai.tool.call.result', 'gen_ai.retrieval.documents'],
  },
  trees: {
    'gen_ai.prompt.': { slot: 'input', build: messagesOf },
    'gen_ai.completion.': { slot: 'output', build: messagesOf },
  },
  redundant: ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens'],
};
