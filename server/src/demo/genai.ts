import type { DemoCall, Value } from './span.ts';

const parts = (text: string) => [{ type: 'text', content: text }];

/** A chat call in OpenTelemetry's GenAI semantic conventions. */
export function genaiCall(call: DemoCall): Record<string, Value> {
  const { failure, answer } = call;
  const output = answer && [{ role: 'assistant', parts: parts(answer), finish_reason: 'stop' }];
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': call.provider,
    'gen_ai.request.model': call.model,
    'gen_ai.request.stream': call.ttft !== undefined || undefined,
    'gen_ai.response.model': failure ? undefined : call.model,
    'gen_ai.response.finish_reasons': failure ? undefined : ['stop'],
    'gen_ai.response.time_to_first_chunk': call.ttft === undefined ? undefined : { double: call.ttft / 1000 },
    'gen_ai.usage.input_tokens': call.input,
    'gen_ai.usage.output_tokens': call.output,
    'gen_ai.usage.cache_read.input_tokens': call.cached,
    'gen_ai.usage.cost': call.usd === undefined ? undefined : { double: call.usd },
    'gen_ai.system_instructions': call.system && JSON.stringify(parts(call.system)),
    'gen_ai.input.messages': call.messages.length
      ? JSON.stringify(call.messages.map(({ role, text }) => ({ role, parts: parts(text) })))
      : undefined,
    'gen_ai.output.messages': output && JSON.stringify(output),
    'error.type': failure?.type,
    'http.response.status_code': failure?.http,
  };
}
