import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, type Opened, open } from './browser.ts';
import { sendSpans } from './spans.ts';

/** What prompts may hold, and what must come of it: nothing but text. */
const ELSEWHERE = 'https://elsewhere.example';
const HOSTILE = [
  `<script>window.struck = 1; fetch('${ELSEWHERE}/script')</script>`,
  `<img src="${ELSEWHERE}/image.png" onerror="window.struck = 1">`,
  `<svg/onload="window.struck=1"><iframe src="${ELSEWHERE}/frame"></iframe>`,
  `![pixel](${ELSEWHERE}/pixel.png) [click](javascript:window.struck=1)`,
  '\u001b[31mred\u001b[0m \u202egnp.exe\u202c zero\u200bwidth שלום',
].join('\n');

const data = temporaryFolder();
const traceId = 'a'.repeat(32);
const spanId = 'b'.repeat(16);
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  await sendSpans(server.url, HOSTILE, [{ traceId, spanId, name: HOSTILE, error: HOSTILE, attributes: attributes() }]);
  await eventually(async () => (await fetch(`${server.url}/api/v1/calls/${spanId}`)).ok);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

/** Hostile wherever text can be. */
function attributes(): Record<string, string | number> {
  const message = (role: string) => ({
    role,
    parts: [
      { type: 'text', content: HOSTILE },
      { type: 'reasoning', content: HOSTILE },
      { type: 'tool_call', name: HOSTILE, arguments: { html: HOSTILE } },
      { type: 'uri', modality: 'image', uri: `${ELSEWHERE}/uri.png` },
    ],
  });
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': HOSTILE,
    'gen_ai.prompt.name': HOSTILE,
    'user.id': HOSTILE,
    'session.id': HOSTILE,
    'app.note': HOSTILE,
    'error.type': HOSTILE,
    'gen_ai.input.messages': JSON.stringify([message('user'), message(HOSTILE)]),
    'gen_ai.output.messages': JSON.stringify([message('assistant')]),
  };
}

/** No script ran, nothing was asked of anyone else, and no element was made of what the prompt holds. */
async function expectInert({ page, strangers, complaints }: Opened): Promise<void> {
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => (globalThis as { struck?: number }).struck)).toBeUndefined();
  expect(await page.locator('img, iframe, #root script, a:not([href^="/"], [href^="#"])').count()).toBe(0);
  expect(strangers).toEqual([]);
  expect(complaints).toEqual([]);
}

const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).textContent()) ?? '';

test('the list of calls shows hostile texts as texts', async () => {
  const opened = await open(browser, `${server.url}/traces`);
  await opened.page.locator('[data-row="0"]').waitFor();
  expect(await textOf(opened.page, 'tbody')).toContain('<script>');
  await expectInert(opened);
  await opened.context.close();
});

test('every part of a call shows them as texts, with what hides made visible', async () => {
  const opened = await open(browser, `${server.url}/traces/${traceId}?span=${spanId}`);
  const { page } = opened;
  const panel = page.getByRole('region', { name: 'Selected span' });
  await panel.getByText('U+202E').first().waitFor();
  const shown = await textOf(page, '[aria-label="Selected span"]');
  for (const words of ['<script>', '![pixel](', 'ESC[31m', 'U+200B', 'not loaded']) expect(shown).toContain(words);
  await expectInert(opened);
  for (const name of ['Cost', 'Scores', 'Attributes']) {
    await panel.getByRole('tab', { name }).click();
    await expectInert(opened);
  }
  await page.getByRole('radio', { name: 'Conversation' }).click();
  await page.getByRole('region', { name: 'Conversation' }).getByText('U+202E').first().waitFor();
  await expectInert(opened);
  await opened.context.close();
});

test('filters made of them are texts too', async () => {
  const opened = await open(browser, `${server.url}/traces/${traceId}?span=${spanId}&tab=attributes`);
  await opened.page.getByRole('button', { name: 'Only calls with this user', exact: true }).click();
  await opened.page.waitForURL(/\/traces\?/);
  await opened.page.locator('[data-row="0"]').waitFor();
  await expectInert(opened);
  await opened.context.close();
});
