import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api, eventually, type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, type Opened, open } from './browser.ts';
import { chat, sendSpans } from './spans.ts';

/** Heat map → box → its calls; what was said → its calls; the strip; keys alone; a link. */
const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;
let opened: Opened;

const FAST = 60;
const SLOW = 25;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  const spans = (count: number, ms: number, model: string, more: object = {}) =>
    Array.from({ length: count }, (_, i) => ({
      agoMs: 60_000 + i * 40_000,
      ms,
      attributes: chat(`Question ${i}`, `Answer ${i}`, {
        'gen_ai.response.model': model,
        'telltale.prompt.name': model,
      }),
      ...more,
    }));
  await sendSpans(server.url, 'shop', [
    ...spans(FAST, 410, 'quick'),
    ...spans(SLOW, 9_000, 'slow'),
    ...Array.from({ length: 4 }, (_, i) => ({
      agoMs: 300_000 + i * 60_000,
      ms: 90,
      error: `Rate limit: ${1000 + i} of 2000 requests, see https://example.com/${i}`,
      attributes: chat(`Failed ${i}`, '', { 'error.type': 'RateLimitError', 'http.response.status_code': 429 }),
    })),
  ]);
  await eventually(async () => {
    const { n } = await api<{ n: number }>(server, '/heatmap', { range: { from: 'now-2h', to: 'now' } });
    return n === FAST + SLOW + 4;
  });
  opened = await open(browser, `${server.url}/reliability?from=now-2h&to=now`);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

const heatMap = (page: Page) => page.getByRole('application', { name: /Latency by time/ });
const callsShown = async (page: Page, words: string): Promise<number> => {
  await page.waitForURL(/\/traces/);
  await page.getByRole('row').filter({ hasText: words }).first().waitFor();
  return page
    .getByRole('row')
    .filter({ hasText: /Question|Failed/ })
    .count();
};

/** What lies further down is asked for when one comes near it. */
async function comeTo(page: Page, target: Locator): Promise<void> {
  await heatMap(page).waitFor();
  await eventually(async () => {
    if (await target.count()) return true;
    await page.mouse.wheel(0, 600);
    return false;
  });
  await target.first().scrollIntoViewIfNeeded();
}

test('the page says how reliable calls were, and shows them', async () => {
  const { page } = opened;
  await page.getByText('89 calls', { exact: true }).waitFor();
  await page.getByText(/4 failed, all by rate limits/).waitFor();
  await heatMap(page).waitFor();
  // What is drawn is told as well.
  expect(
    await heatMap(page).evaluate(
      (map) => document.getElementById(map.getAttribute('aria-describedby') ?? '')?.textContent,
    ),
  ).toMatch(/^89 calls, Last 2 hours\. Most took from 400.ms to 500.ms/);
});

test('a box drawn over the slow ones leads to just their calls', async () => {
  const { page } = opened;
  const area = (await heatMap(page).boundingBox())!;
  // The slow ones are in the topmost bin.
  await page.mouse.move(area.x + area.width - 20, area.y + 12);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width * 0.3, area.y + 14, { steps: 5 });
  await page.mouse.move(area.x + 60, area.y + 14, { steps: 5 });
  await page.mouse.up();
  const selection = page.getByRole('status', { name: 'Selection' });
  await selection.getByText(`${SLOW} calls`).waitFor();
  await expect.poll(() => page.url()).toContain('box=');
  await selection.getByRole('button', { name: 'What differs' }).click();
  const differs = page.getByRole('dialog', { name: 'What differs' });
  await differs.getByText(`${SLOW} calls`).waitFor();
  await differs.getByText('slow', { exact: true }).first().waitFor();
  await page.keyboard.press('Escape');
  await differs.waitFor({ state: 'detached' });
  await selection.getByRole('button', { name: 'Open these calls' }).click();
  expect(await callsShown(page, 'Question')).toBe(SLOW);
  expect(page.url()).toContain('duration_ms:gte:8000');
});

test('a link shows another person the same box', async () => {
  const { page } = opened;
  await page.goBack();
  await page.getByRole('status', { name: 'Selection' }).waitFor();
  const elsewhere = await open(browser, page.url(), { dark: true });
  await elsewhere.page.getByRole('status', { name: 'Selection' }).getByText(`${SLOW} calls`).waitFor();
  expect(elsewhere.complaints).toEqual([]);
  await elsewhere.context.close();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(() => page.url()).not.toContain('box=');
});

test('texts of errors stand together whatever their numbers, and lead to their calls', async () => {
  const { page } = opened;
  const table = page.getByRole('region', { name: 'Error texts' });
  await comeTo(page, table);
  const row = table.getByRole('button', { name: 'Rate limit: ‹n› of ‹n› requests, see ‹url›' });
  await row.waitFor();
  expect(await table.getByRole('row').count()).toBe(2);
  await row.click();
  expect(await callsShown(page, 'Failed')).toBe(4);
  await page.goBack();
});

test('each model has its strip of availability; few calls are no percentage', async () => {
  const { page } = opened;
  await comeTo(page, page.getByRole('heading', { name: 'Availability' }));
  const quick = page.getByRole('listitem').filter({ hasText: 'quick' });
  await quick.getByText('100 %').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'gpt-4o-2024-08-06' }).getByText('too few calls').waitFor();
  const strip = quick.getByRole('slider');
  await strip.focus();
  await page.keyboard.press('End');
  expect(await strip.getAttribute('aria-valuetext')).toMatch(/available|no calls/);
});

test('load too even to judge is said to be so', async () => {
  const { page } = opened;
  await comeTo(page, page.getByRole('heading', { name: 'Latency under load' }));
  await page.getByText(/Not enough variation of load/).waitFor();
});

test('keys alone choose a box and take it back', async () => {
  const { page } = opened;
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.getByRole('heading', { name: 'Reliability' }).waitFor();
  await heatMap(page).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('status', { name: 'Selection' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.url()).not.toContain('box=');
});

test('nothing went wrong on the way, and nothing was asked of anybody else', () => {
  expect(opened.complaints).toEqual([]);
  expect(opened.strangers).toEqual([]);
});
