import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api, eventually, type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, open } from './browser.ts';
import { chat, hex, type SentSpan, sendSpans } from './spans.ts';

/** A trace of agents reads as the dialogue that it was. */
const ELSEWHERE = 'https://elsewhere.example';
const HOSTILE = `<img src="${ELSEWHERE}/x.png" onerror="window.struck=1"> ![p](${ELSEWHERE}/p.png) \u202egnp`;

const data = temporaryFolder();
const traceId = hex(16);
const longTrace = hex(16);
let server: RunningServer;
let browser: Browser;

const part = (role: string, ...parts: object[]) => ({ role, parts });
const says = (role: string, content: string) => part(role, { type: 'text', content });
const system = says('system', 'You plan a trip. Ask the others for what you do not know.');
const question = says('user', 'Where will it be warm next week?');
const wants = part('assistant', { type: 'tool_call', id: 'c1', name: 'forecast', arguments: { days: 7 } });
const gets = part('tool', { type: 'tool_call_response', id: 'c1', response: '{"warm":["Malaga"]}' });

const messages = (input: object[], output: object[], more = {}) => ({
  ...chat('', '', more),
  'gen_ai.input.messages': JSON.stringify(input),
  'gen_ai.output.messages': JSON.stringify(output),
});

/** A planner that calls a tool, looks documents up, and hands the booking to an agent of its own. */
function trip(): SentSpan[] {
  const ids = Object.fromEntries(
    ['root', 'first', 'tool', 'search', 'agent', 'asked', 'lost', 'last'].map((name) => [name, hex(8)]),
  ) as Record<string, string>;
  const span = (
    id: string,
    parent: string,
    name: string,
    agoMs: number,
    attributes: SentSpan['attributes'],
    error = '',
  ) => ({
    traceId,
    spanId: ids[id]!,
    ...(parent ? { parentSpanId: ids[parent]! } : {}),
    name,
    agoMs,
    ms: id === 'root' ? 9000 : id === 'agent' ? 3000 : 500,
    ...(error ? { error } : {}),
    attributes,
  });
  return [
    span('root', '', 'planner', 0, {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.input.messages': JSON.stringify([question]),
      'gen_ai.output.messages': JSON.stringify([says('assistant', 'Go to Malaga; the hotel could not be booked.')]),
    }),
    span('first', 'root', 'chat', 8000, messages([system, question], [wants])),
    span('tool', 'root', 'execute_tool forecast', 7000, {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.call.arguments': '{"days":7}',
      'gen_ai.tool.call.result': '{"warm": ["Malaga"]}',
    }),
    span('search', 'root', 'retrieval guides', 6000, {
      'gen_ai.operation.name': 'retrieval',
      'gen_ai.retrieval.query.text': 'Malaga hotels',
      'gen_ai.retrieval.documents': JSON.stringify([
        { id: 'guide-1', score: 0.91, content: `Hotels of Malaga ${HOSTILE}` },
        { id: 'guide-2', score: 0.4, content: 'Trains to Malaga' },
      ]),
    }),
    span('agent', 'root', 'invoke_agent booker', 2000, {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.input.messages': JSON.stringify([says('user', 'Book a hotel in Malaga')]),
    }),
    span(
      'asked',
      'agent',
      'chat',
      4000,
      messages([says('user', 'Book a hotel in Malaga')], [says('assistant', HOSTILE)]),
    ),
    span(
      'lost',
      'agent',
      'execute_tool book',
      2500,
      { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.call.arguments': '{"hotel":"Sol"}' },
      'the hotel is full',
    ),
    span(
      'last',
      'root',
      'chat',
      500,
      messages(
        [system, question, wants, gets],
        [
          part('assistant', { type: 'refusal', refusal: 'I cannot promise the sun.' }),
          says('assistant', 'Go to Malaga; the hotel could not be booked.'),
        ],
        { 'telltale.prompt.name': 'trip', 'telltale.prompt.version': '4' },
      ),
    ),
  ];
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  const spans = trip();
  await sendSpans(server.url, 'trips', spans);
  const many = hex(8);
  await sendSpans(server.url, 'long', [
    {
      traceId: longTrace,
      spanId: many,
      name: 'long agent',
      ms: 60_000,
      attributes: { 'gen_ai.operation.name': 'invoke_agent' },
    },
    ...Array.from({ length: 10_000 }, (_, i) => ({
      traceId: longTrace,
      parentSpanId: many,
      agoMs: 50_000 - i * 5,
      ms: 4,
      attributes: chat(`Question ${i}`, `Answer ${i}`),
    })),
  ]);
  await api(server, '/scores', { name: 'helpful', value: 0.5, span_id: spans.at(-1)?.spanId, trace_id: traceId });
  for (const [id, n] of [
    [traceId, spans.length],
    [longTrace, 5000],
  ] as const)
    await eventually(async () => {
      const answer = await fetch(`${server.url}/api/v1/traces/${id}`);
      return answer.ok && ((await answer.json()) as { spans: unknown[] }).spans.length === n;
    });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

const conversation = (page: Page) => page.getByRole('region', { name: 'Conversation' });

/** The beginnings of all turns in sight, in order. */
const turns = (page: Page): Promise<string[]> =>
  conversation(page)
    .getByRole('article')
    .evaluateAll((all) => all.map((one) => (one.textContent ?? '').replace(/\s+/g, ' ')));

test('who said what, which tools gave what, and the dialogue of a sub-agent, each once', async () => {
  const { page, context, complaints, strangers } = await open(
    browser,
    `${server.url}/traces/${traceId}?as=conversation`,
    {
      height: 2600,
    },
  );
  await conversation(page).getByText('I cannot promise the sun.').waitFor();
  const told = await turns(page);
  const starts = [
    /^User.*Where will it be warm/,
    /^System.*You plan a trip/,
    /^Assistant.*gpt-4o-2024-08-06.*1 message as above.*forecast.*tool call/,
    /^execute_tool forecast.*Result/,
    /^retrieval guides.*Malaga hotels.*2 documents/,
    /^invoke_agent booker/,
    /^User.*Book a hotel in Malaga/,
    /^Assistant/,
    /^execute_tool book.*error.*the hotel is full/,
    /^Assistant.*trip 4.*helpful 0.5.*4 messages as above.*Refused.*Go to Malaga/,
  ];
  expect(told).toHaveLength(starts.length);
  for (const [at, start] of starts.entries()) expect(told[at]).toMatch(start);

  // Documents stay folded until one asks, and nothing in them is more than text.
  expect(await page.getByText('Trains to Malaga').isVisible()).toBe(false);
  await page.getByText('2 documents').click();
  await page.getByText('Trains to Malaga').waitFor();
  expect(await conversation(page).locator('img, script, iframe, a[href^="http"]').count()).toBe(0);

  await page.getByRole('button', { name: 'Show the whole input' }).last().click();
  expect((await turns(page)).at(-1)).toMatch(/You plan a trip.*Where will it be warm.*forecast.*Malaga.*Refused/);

  await page.getByRole('button', { name: 'Fold this part' }).click();
  await page.getByText('2 spans inside').waitFor();
  expect(await page.getByText('the hotel is full').isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Open this part' }).click();
  await page.getByText('the hotel is full').waitFor();
  expect(await page.evaluate(() => (window as { struck?: number }).struck)).toBeUndefined();
  expect(strangers).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

test('keys go from turn to turn, Enter opens the span', async () => {
  const { page, context } = await open(browser, `${server.url}/traces/${traceId}?as=conversation`);
  await conversation(page).getByText('You plan a trip').waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-turn'));
  for (const [key, at] of [
    ['j', '0'],
    ['j', '1'],
    ['j', '2'],
    ['j', '3'],
    ['k', '2'],
    ['j', '3'],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(focused).toBe(at);
  }
  await page.keyboard.press('Enter');
  await page
    .getByRole('region', { name: 'Selected span' })
    .getByRole('heading', { name: 'execute_tool forecast' })
    .waitFor();
  await expect.poll(() => page.url()).toContain('span=');
  await context.close();
});

test('10,000 calls can be read from end to end', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/traces/${longTrace}?as=conversation`);
  await conversation(page).getByText('Question 3', { exact: true }).waitFor();
  await expect.poll(() => page.getByText(/so far/).count(), { timeout: 60_000 }).toBe(0);
  expect(await conversation(page).getByRole('article').count()).toBeLessThan(60);
  await expect
    .poll(
      async () => {
        await conversation(page).evaluate((frame) => frame.scrollTo({ top: frame.scrollHeight }));
        return await page.getByText('Answer 9999', { exact: true }).count();
      },
      { timeout: 30_000, interval: 500 },
    )
    .toBe(1);
  expect(complaints).toEqual([]);
  await context.close();
}, 120_000);
