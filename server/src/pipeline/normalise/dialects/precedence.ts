import type { Slot } from '../draft.ts';
import type { Dialect } from './dialect.ts';
import { genai } from './genai.ts';
import { langfuse } from './langfuse.ts';
import { langsmith } from './langsmith.ts';
import { openinference } from './openinference.ts';
import { openllmetry } from './openllmetry.ts';
import { pydanticai } from './pydanticai.ts';
import { telltale } from './telltale.ts';
import { vercel } from './vercel.ts';

/** Where several conventions speak of one field on one span, the first that has something usable to say wins. */
export const DIALECTS: readonly Dialect[] = [
  telltale,
  langfuse,
  genai,
  openinference,
  openllmetry,
  vercel,
  langsmith,
  pydanticai,
];

/** Stands among the sources of input and output for messages that came as span events. */
export const EVENTS = '(events)';

/**
 * Fields where that order would be wrong: their sources, best first; sources not named follow in the order above.
 * `<prefix>*` are indexed attributes.
 */
export const EXCEPTIONS: Partial<Record<Slot, readonly string[]>> = {
  kind: [
    'langfuse.observation.type',
    'openinference.span.kind',
    'gen_ai.operation.name',
    'ai.operationId',
    'traceloop.span.kind',
  ],
  requested_model: [
    'gen_ai.request.model',
    'llm.request.model_name',
    'llm.request.model',
    'ai.model.id',
    'llm.invocation_parameters',
    'llm.model_name',
  ],
  model: [
    'gen_ai.response.model',
    'llm.response.model_name',
    'llm.response.model',
    'ai.response.model',
    'llm.model_name',
    'ai.model.id',
  ],
  session: ['telltale.session', 'langfuse.session.id', 'session.id', 'gen_ai.conversation.id'],
  input: [
    'langfuse.observation.input',
    'gen_ai.input.messages',
    'llm.input_messages.*',
    'ai.prompt.messages',
    'ai.prompt',
    'gen_ai.prompt.*',
    'gen_ai.prompt',
    EVENTS,
    'input.value',
    'traceloop.entity.input',
  ],
  output: [
    'langfuse.observation.output',
    'gen_ai.output.messages',
    'llm.output_messages.*',
    'ai.response.text',
    'ai.response.toolCalls',
    'ai.response.object',
    'gen_ai.completion.*',
    'gen_ai.completion',
    EVENTS,
    'retrieval.documents.*',
    'output.value',
    'traceloop.entity.output',
  ],
};
