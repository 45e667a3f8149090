import type { DemoCall, Value } from './span.ts';

/** What OpenInference calls the providers here. */
const PROVIDERS: Record<string, string> = { 'gcp.gemini': 'google', mistral_ai: 'mistralai' };

/** A chat call in Arize's OpenInference conventions. */
export function openinferenceCall(call: DemoCall): Record<string, Value> {
  const { failure } = call;
  const messages = [...(call.system ? [{ role: 'system', text: call.system }] : []), ...call.messages];
  const flat: Record<string, Value> = {};
  for (const [i, { role, text }] of messages.entries()) {
    flat[`llm.input_messages.${i}.message.role`] = role;
    flat[`llm.input_messages.${i}.message.content`] = text;
  }
  if (call.answer) {
    flat['llm.output_messages.0.message.role'] = 'assistant';
    flat['llm.output_messages.0.message.content'] = call.answer;
  }
  return {
    'openinference.span.kind': 'LLM',
    'llm.provider': PROVIDERS[call.provider] ?? call.provider,
    'llm.model_name': call.model,
    'llm.token_count.prompt': call.input,
    'llm.token_count.completion': call.output,
    'llm.finish_reason': failure ? undefined : 'stop',
    ...flat,
    'error.type': failure?.type,
    'http.response.status_code': failure?.http,
  };
}
