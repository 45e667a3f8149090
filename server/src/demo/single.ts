import { genaiCall } from './genai.ts';
import { hexId } from './random.ts';
import type { DemoCall, DemoSpan } from './span.ts';
import { askOf } from './texts.ts';
import { answer, contextOf, type Kit, marksOf, sharedBy, type Visit } from './visit.ts';

/** One request, one call: the call is the whole trace. `history` = what was said before in the conversation. */
export function singleTrace(visit: Visit, kit: Kit, history: DemoCall['messages'] = []): DemoSpan[] {
  const { call, release, text } = answer(visit, kit);
  const messages = [...history, { role: 'user' as const, text: askOf(text) }];
  const chat = genaiCall({ ...call, messages });
  return [
    {
      ...sharedBy(visit),
      trace: hexId(visit.random, 16),
      id: hexId(visit.random, 8),
      name: `chat ${call.model}`,
      kind: 3,
      start: visit.at,
      end: visit.at + call.duration,
      attributes: { ...chat, ...contextOf(visit, release), ...marksOf(visit, text) },
      ...(call.failure ? { error: call.failure.message } : {}),
    },
  ];
}
