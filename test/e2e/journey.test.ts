import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, type Opened, open } from './browser.ts';
import { chat, hex, sendSpans } from './spans.ts';

/** The path of a new user: nothing there → the first call → the number → its chart → the calls → the trace. */
const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;
let opened: Opened;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  opened = await open(browser, `${server.url}/`);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

const traceId = hex(16);

test('an empty project opens Connect, which notices the first call live', async () => {
  const { page } = opened;
  await page.waitForURL(/\/connect/);
  const status = page.getByRole('status', { name: 'First call' });
  await status.getByText('Waiting for the first call').waitFor();
  const root = hex(8);
  await sendSpans(server.url, 'shop', [
    {
      traceId,
      spanId: root,
      name: 'checkout',
      ms: 900,
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'user.id': 'ada' },
    },
    {
      traceId,
      parentSpanId: root,
      attributes: chat('Where is my parcel?', 'It left Lisbon this morning.', {
        'telltale.prompt.name': 'parcel',
        'telltale.prompt.version': '7',
      }),
    },
  ]);
  await status.getByText('Received').waitFor();
  expect(await status.textContent()).toContain('gpt-4o-2024-08-06');
});

test('the overview counts it', async () => {
  const { page } = opened;
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: 60 }, (_, i) => ({
      agoMs: i * 20_000,
      ms: 200 + i * 10,
      ...(i % 10 === 9 ? { error: 'rate limited' } : {}),
      attributes: chat(`Question ${i}`, `Answer ${i}`, { 'telltale.prompt.name': i % 2 ? 'parcel' : 'returns' }),
    })),
  );
  await page.getByRole('status', { name: 'First call' }).getByRole('link', { name: 'Open the overview' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  // Live: nobody needs to reload.
  await page.getByText('61 calls').first().waitFor({ timeout: 20_000 });
  const cards = page.getByRole('list', { name: 'Key numbers' });
  for (const label of ['Calls', 'Errors', 'P95 latency', 'Tokens', 'Cost'])
    await cards.getByText(label, { exact: true }).waitFor();
});

test('a card leads to its chart, the chart to the calls, a call to its trace', async () => {
  const { page } = opened;
  await page.getByRole('list', { name: 'Key numbers' }).getByRole('link', { name: /Cost/ }).first().click();
  await expect.poll(() => page.url()).toContain('chart=cost');
  await page.goBack();
  await page.getByRole('link', { name: 'Open the calls' }).click();
  await page.waitForURL(/\/traces/);
  const search = page.getByRole('searchbox');
  await search.fill('parcel lisbon');
  await search.press('Enter');
  const row = page.getByRole('row').filter({ hasText: 'Where is my parcel?' });
  await row.first().waitFor();
  // Until the answer is there, the rows of before are.
  await expect.poll(() => page.getByRole('row').filter({ hasText: 'Question' }).count()).toBe(0);
  await row.first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('It left Lisbon this morning.').waitFor();
  await drawer.getByRole('link', { name: /trace/i }).first().click();
  await page.waitForURL(new RegExp(`/traces/${traceId}`));
  await page.getByText('checkout').first().waitFor();
  await page.getByText('It left Lisbon this morning.').first().waitFor();
});

test('a link shows another person the same picture', async () => {
  const elsewhere = await open(browser, opened.page.url(), { dark: true });
  await elsewhere.page.getByText('It left Lisbon this morning.').first().waitFor();
  expect(elsewhere.complaints).toEqual([]);
  await elsewhere.context.close();
});

test('nothing went wrong on the way, and nothing was asked of anybody else', () => {
  expect(opened.complaints).toEqual([]);
  expect(opened.strangers).toEqual([]);
});
