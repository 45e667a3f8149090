import type { ApiCall } from './data.ts';
import { genaiCall } from './genai.ts';
import { hexId, type Random } from './random.ts';
import type { DemoSpan } from './span.ts';

const PROMPTS: Record<ApiCall['task'], string> = { prime_full: 'is-it-prime', opinionqa: 'survey-answer' };

/** A call that really happened, moved in time: model, latency, tokens, cost and text are its own. */
export function evaluationTrace(
  call: ApiCall,
  { at, row, random }: { at: number; row: number; random: Random },
): DemoSpan[] {
  const { model, ms, usd, q, a } = call;
  return [
    {
      service: 'nightly-evaluation',
      environment: 'evaluation',
      trace: hexId(random, 16),
      id: hexId(random, 8),
      name: `chat ${model}`,
      kind: 3,
      start: at,
      end: at + ms,
      attributes: {
        ...genaiCall({
          provider: 'openai',
          model,
          duration: ms,
          input: call.in,
          output: call.out,
          usd,
          messages: q ? [{ role: 'user', text: q }] : [],
          ...(a ? { answer: a } : {}),
        }),
        'telltale.prompt.name': PROMPTS[call.task],
        'telltale.prompt.version': '1',
        'telltale.team': 'quality',
        'demo.origin': `llmdrift_api_calls#${row}`,
        'demo.synthesised': ['time', 'prompt', 'version', 'team'],
      },
    },
  ];
}
