import type { AttributeValue } from '../../../model/wire.ts';
import { conversationOf, isMessage, type MessageEvent } from '../messages.ts';
import { isObject, parseJson } from '../values.ts';
import type { Dialect, Expand } from './dialect.ts';

/** Message events in one attribute: a JSON list of what others send as single events. */
const conversation: Expand = (value, offer) => {
  const list = typeof value === 'string' && value.startsWith('[') ? parseJson(value) : value;
  const events = (Array.isArray(list) ? list : []).flatMap((item): MessageEvent[] => {
    if (!isObject(item)) return [];
    const { 'event.name': name, 'gen_ai.message.index': _, ...fields } = item;
    return typeof name === 'string' && isMessage(name) ? [{ name, fields }] : [];
  });
  if (!events.length) return false;
  const { input, output, finish_reason } = conversationOf(events);
  offer('input', input || undefined);
  offer('output', output || undefined);
  offer('finish_reason', finish_reason || undefined);
  return true;
};

const agent = (value: AttributeValue): string | undefined => (value ? 'agent' : undefined);

/** Pydantic AI: GenAI conventions, with attributes of its own round them. */
export const pydanticai: Dialect = {
  name: 'pydanticai',
  fields: {
    kind: [['agent_name', agent]],
    input: ['pydantic_ai.all_messages', 'all_messages_events'],
    output: ['final_result'],
  },
  expand: { events: conversation },
  redundant: ['logfire.json_schema'],
};
