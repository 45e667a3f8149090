import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the provider answers to every chat, and counts for it. */
export const ANSWER = 'Hello from the provider!';
export const USAGE = {
  prompt_tokens: 12,
  completion_tokens: 7,
  total_tokens: 19,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 0 },
};
/** How long it takes to begin its answer, milliseconds. */
export const THINKS_MS = 60;

export interface Provider {
  /** Base URL as OpenAI's clients want it. */
  url: string;
  close: () => Promise<void>;
}

/** Stands for OpenAI: chat completions, whole or streamed, on a port of its own. Everything else is 404. */
export async function startProvider(): Promise<Provider> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the provider listens nowhere');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

interface ChatRequest {
  model: string;
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.url !== '/v1/chat/completions') {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"no such path"}}');
    return;
  }
  const asked = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
  await new Promise((wait) => setTimeout(wait, THINKS_MS));
  if (asked.stream) stream(asked, response);
  else whole(asked, response);
}

const head = ({ model }: ChatRequest, object: string): object => ({
  id: 'chatcmpl-1',
  object,
  created: 1_763_900_000,
  model,
});

function whole(asked: ChatRequest, response: ServerResponse): void {
  const message = { role: 'assistant', content: ANSWER, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...head(asked, 'chat.completion'), choices, usage: USAGE }));
}

function stream(asked: ChatRequest, response: ServerResponse): void {
  const send = (rest: object): void => {
    response.write(`data: ${JSON.stringify({ ...head(asked, 'chat.completion.chunk'), ...rest })}\n\n`);
  };
  const choice = (delta: object, finish_reason: string | null = null): object => ({
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send(choice({ role: 'assistant', content: '' }));
  for (const content of ANSWER.split(/(?= )/)) send(choice({ content }));
  send(choice({}, 'stop'));
  if (asked.stream_options?.include_usage) send({ choices: [], usage: USAGE });
  response.end('data: [DONE]\n\n');
}
