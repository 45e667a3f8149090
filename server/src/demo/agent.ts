import { genaiCall } from './genai.ts';
import { MODELS, timing } from './models.ts';
import { hexId } from './random.ts';
import type { DemoSpan, Value } from './span.ts';
import { answer, contextOf, type Kit, marksOf, sharedBy, type Visit } from './visit.ts';

const PLANNER = MODELS['gpt-4.1-mini'];
const EMBEDDER = MODELS['text-embedding-3-small'];
const CHARACTERS_PER_TOKEN = 4;

interface Step {
  name: string;
  kind: 1 | 3;
  /** Milliseconds. */
  takes: number;
  attributes: Record<string, Value>;
  error?: string;
}

/** A research question: HTTP request → agent → embedding, retrieval, plan, tool, answer. */
export function agentTrace(visit: Visit, kit: Kit): DemoSpan[] {
  const { random, at } = visit;
  const { call, release, text } = answer(visit, kit);
  const question = text.question ?? '';
  const answered: Step = {
    name: `chat ${call.model}`,
    kind: 3,
    takes: call.duration,
    attributes: {
      ...genaiCall({ ...call, messages: [{ role: 'user', text: `${text.context}\n\n${question}` }] }),
      ...marksOf(visit, text),
    },
    ...(call.failure ? { error: call.failure.message } : {}),
  };
  const steps = [...preparation(visit, { question, context: text.context ?? '', id: text.id }), answered];

  const shared = { ...sharedBy(visit), trace: hexId(random, 16) };
  const [server, agent] = [hexId(random, 8), hexId(random, 8)];
  let clock = at + 4;
  const spans = steps.map(({ takes, ...step }): DemoSpan => {
    const start = clock;
    clock = start + takes + 2;
    return { ...shared, ...step, id: hexId(random, 8), parent: agent, start, end: start + takes };
  });
  const failed = call.failure ? { error: call.failure.message } : {};
  const asked = { 'input.value': question, 'output.value': call.answer };
  spans.push({
    ...shared,
    id: agent,
    parent: server,
    name: 'invoke_agent researcher',
    kind: 1,
    start: at + 2,
    end: clock,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'researcher',
      ...asked,
      ...contextOf(visit, release),
      'telltale.tags': ['agent'],
      ...marksOf(visit, text),
    },
    ...failed,
  });
  spans.push({
    ...shared,
    id: server,
    name: 'POST /research/{topic}',
    kind: 2,
    start: at,
    end: clock + 3,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/research/{topic}',
      'http.response.status_code': call.failure ? 502 : 200,
      ...marksOf(visit, text),
    },
    ...failed,
  });
  return spans;
}

/** The steps before the answer. Their times come from `visit.random`: later spans start after them. */
function preparation(
  visit: Visit,
  { question, context, id }: { question: string; context: string; id: string },
): Step[] {
  const { random } = visit;
  const tokens = Math.ceil(question.length / CHARACTERS_PER_TOKEN);
  // From the traffic, not from the text: it decides when the next step starts.
  const input = Math.ceil(visit.input / 6) + 40;
  const output = 20 + Math.floor(30 * random());
  const plan = timing(PLANNER, { input, output, spread: 0.8 + random() });
  const marks = marksOf(visit, { id }, ['tokens', 'step']);
  const search = JSON.stringify({ query: question });
  return [
    {
      name: `embeddings ${EMBEDDER.name}`,
      kind: 3,
      takes: EMBEDDER.first * (0.7 + random()),
      attributes: {
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.provider.name': EMBEDDER.provider,
        'gen_ai.request.model': EMBEDDER.name,
        'gen_ai.response.model': EMBEDDER.name,
        'gen_ai.usage.input_tokens': tokens,
        ...marks,
      },
    },
    {
      name: 'retrieval papers',
      kind: 3,
      takes: 15 + 60 * random(),
      attributes: {
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.data_source.id': 'papers',
        'gen_ai.retrieval.query.text': question,
        'gen_ai.retrieval.documents': JSON.stringify([{ id, content: context, score: 0.83 }]),
        ...marks,
      },
    },
    {
      name: `chat ${PLANNER.name}`,
      kind: 3,
      takes: plan.duration,
      attributes: {
        ...genaiCall({
          provider: PLANNER.provider,
          model: PLANNER.name,
          ...plan,
          input,
          output,
          system: 'Choose the tool that brings the question forward.',
          messages: [{ role: 'user', text: question }],
          answer: `search(${search})`,
        }),
        ...marks,
      },
    },
    {
      name: 'execute_tool search',
      kind: 1,
      takes: 80 + 400 * random() ** 2,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'search',
        'gen_ai.tool.call.arguments': search,
        'gen_ai.tool.call.result': context,
        ...marks,
      },
    },
  ];
}
