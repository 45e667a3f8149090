import { among, type Dialect } from './dialect.ts';

const KINDS = among({
  workflow: 'chain',
  task: 'chain',
  agent: 'agent',
  tool: 'tool',
  session: 'chain',
});

const property = (key: string): string => `traceloop.association.properties.${key}`;

/** Traceloop's OpenLLMetry; its model calls speak the GenAI conventions of their time. */
export const openllmetry: Dialect = {
  name: 'openllmetry',
  fields: {
    kind: [['traceloop.span.kind', KINDS]],
    prompt: ['traceloop.prompt.key'],
    prompt_version: ['traceloop.prompt.version', 'traceloop.prompt.version_name', 'traceloop.prompt.version_hash'],
    user: [property('user_id'), property('userId')],
    session: [property('session_id'), property('conversation_id'), property('chat_id'), property('sessionId')],
    customer: [property('customer'), property('customer_id')],
    input: ['traceloop.entity.input'],
    output: ['traceloop.entity.output'],
  },
  metadata: [property('')],
};
