import type { AttributeValue } from '../../../model/wire.ts';
import { costOf, usageOf } from '../tokens.ts';
import { micros, objectOf } from '../values.ts';
import { among, type Dialect, type Expand, spread } from './dialect.ts';

/** Types of an observation, also in the v3 API. */
export const OBSERVATION_KINDS: Readonly<Record<string, string>> = {
  generation: 'llm',
  embedding: 'embedding',
  agent: 'agent',
  tool: 'tool',
  chain: 'chain',
  retriever: 'retriever',
  guardrail: 'guardrail',
  evaluator: 'evaluator',
  span: 'span',
  event: 'span',
};

const usage: Expand = (value, offer) => {
  const counts = usageOf(objectOf(value));
  for (const [slot, count] of counts) offer(slot, count);
  return counts.length > 0;
};

const cost: Expand = (value, offer) => {
  const total = costOf(objectOf(value));
  offer('cost_sent', total);
  return total !== undefined;
};

const observation = (key: string): string => `langfuse.observation.${key}`;

/** Langfuse's SDKs from v4 on, which speak OpenTelemetry. */
export const langfuse: Dialect = {
  name: 'langfuse',
  fields: {
    kind: [[observation('type'), among(OBSERVATION_KINDS)]],
    requested_model: [observation('model.name')],
    model: [observation('model.name')],
    prompt: [observation('prompt.name')],
    prompt_version: [observation('prompt.version')],
    environment: ['langfuse.environment'],
    user: ['langfuse.user.id'],
    session: ['langfuse.session.id'],
    tags: ['langfuse.trace.tags'],
    level: [observation('level')],
    status_message: [observation('status_message')],
    first_token: [[observation('completion_start_time'), (value: AttributeValue) => micros(value)]],
    input: [observation('input')],
    output: [observation('output')],
  },
  expand: {
    [observation('usage_details')]: usage,
    [observation('cost_details')]: cost,
    [observation('metadata')]: spread,
    'langfuse.trace.metadata': spread,
  },
  metadata: [observation('metadata.'), 'langfuse.trace.metadata.'],
};
