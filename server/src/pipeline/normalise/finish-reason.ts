/** Spellings of the providers and SDKs → ours. Others stay as they are. */
const REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  finished: 'stop',
  complete: 'stop',
  eos: 'stop',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  model_context_window_exceeded: 'length',
  tool_call: 'tool_calls',
  tool_use: 'tool_calls',
  function_call: 'tool_calls',
  safety: 'content_filter',
  content_filtered: 'content_filter',
};
const known = new Map(Object.entries(REASONS));
const IN_OUTPUT = /"finish_reason"\s*:\s*"([\w-]{1,40})"/;

/** The canonical reason; when none was sent, the one within the output's messages. */
export function finishReasonOf(sent: string, output: string): string {
  const reason = sent || (output.includes('"finish_reason"') ? (IN_OUTPUT.exec(output)?.[1] ?? '') : '');
  if (reason === '') return '';
  const plain = reason.toLowerCase().replaceAll('-', '_');
  return known.get(plain) ?? plain;
}
