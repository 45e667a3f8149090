import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { faults } from './axe.ts';
import { launch, open } from './browser.ts';
import { chat, sendSpans, untilCalls } from './spans.ts';

const CALLS = 240;

const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;

/** Every fourth call is of the prompt `broken`, nearly all of them in one region; nothing else sets it apart. */
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: CALLS }, (_, i) => ({
      agoMs: 60_000 + i * 300_000,
      ms: 300 + ((i * 37) % 101),
      attributes: chat(`Question ${i}`, `Answer ${i}`, {
        'telltale.prompt.name': i % 4 === 0 ? 'broken' : 'whole',
        'telltale.customer': ['acme', 'globex', 'initech'][i % 3]!,
        region: i % 4 === 0 && i % 40 !== 0 ? 'eu-9' : ['us-1', 'us-2'][i % 2]!,
      }),
    })),
  );
  await untilCalls(server, CALLS);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

const drawerOf = (page: Page) => page.getByRole('dialog', { name: 'What differs' });
const firstField = (page: Page) => drawerOf(page).getByRole('heading', { level: 3 }).first();
const state = (page: Page) => new URL(page.url()).searchParams;

test('a row of a table, what differs, a value, a filter; the link shows the same', async () => {
  const { page, context, complaints } = await open(browser, server.url);
  await page.getByRole('button', { name: 'More for broken' }).click();
  await page.getByRole('menuitem', { name: 'What differs from the rest' }).click();
  await firstField(page).getByText('metadata.region').waitFor();
  await drawerOf(page).getByText('60 calls', { exact: true }).waitFor();
  await drawerOf(page).getByText('180 other calls').waitFor();
  expect(state(page).getAll('diff')).toEqual(['prompt:eq:broken']);

  const { page: again } = await open(browser, page.url());
  await firstField(again).getByText('metadata.region').waitFor();
  await again.context().close();

  await drawerOf(page)
    .getByRole('button', { name: /^Only metadata.region eu-9\s+90\s%\s+of the selection/ })
    .click();
  await page.getByRole('button', { name: 'metadata.region = eu-9', exact: true }).waitFor();
  expect(state(page).getAll('f')).toEqual(['metadata.region:eq:eu-9']);
  await drawerOf(page).getByText('54 calls', { exact: true }).waitFor();
  await drawerOf(page).getByText('nothing is left to compare it with').waitFor();
  await page.goBack();
  await drawerOf(page).getByText('60 calls', { exact: true }).waitFor();
  await drawerOf(page).getByRole('button', { name: 'Close' }).click();
  await drawerOf(page).waitFor({ state: 'detached' });
  expect(state(page).has('diff')).toBe(false);
  expect(complaints).toEqual([]);
  await context.close();
});

test('dragging over a chart zooms; with Shift it shows what differs there, and leads to those calls', async () => {
  const { page, context } = await open(browser, server.url);
  const chart = page.getByRole('slider', { name: /^Latency over time/ });
  await chart.waitFor();
  const drag = async () => {
    const box = await chart.boundingBox();
    if (!box) throw new Error('the chart has no size');
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 4 });
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
  };
  await page.keyboard.down('Shift');
  await drag();
  await page.keyboard.up('Shift');
  await drawerOf(page).getByText('Open the selected calls').waitFor();
  const [from = '', to = ''] = state(page).getAll('diff');
  expect([from.slice(0, 9), to.slice(0, 8)]).toEqual(['time:gte:', 'time:lt:']);
  expect(state(page).has('from')).toBe(false);
  await drawerOf(page).getByRole('button', { name: 'Open the selected calls' }).click();
  await page.waitForURL(/\/traces/);
  expect(state(page).get('from')).toBe(from.slice(9));
  await page.goto(server.url);
  await chart.waitFor();
  await drag();
  await page.waitForURL(/from=/);
  expect(state(page).has('diff')).toBe(false);
  await context.close();
});

test('the keyboard compares a bucket: Shift and Enter, or the button of the panel and Enter', async () => {
  const { page, context } = await open(browser, server.url);
  const chart = page.getByRole('slider', { name: /^Latency over time/ });
  await chart.focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+Enter');
  await drawerOf(page).waitFor();
  expect(state(page).getAll('diff')).toHaveLength(2);
  await page.keyboard.press('Escape');
  await drawerOf(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'What differs: choose a stretch' }).first().focus();
  await page.keyboard.press('Enter');
  await chart.focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await drawerOf(page).waitFor();
  await context.close();
});

test('the calls found are compared with all others; all but a value is a filter too', async () => {
  const { page, context } = await open(browser, `${server.url}/traces`);
  const button = page.getByRole('button', { name: 'What differs' });
  await button.waitFor();
  expect(await button.isDisabled()).toBe(true);
  await page.goto(`${server.url}/traces?f=prompt:eq:broken`);
  await button.click();
  await firstField(page).getByText('metadata.region').waitFor();
  await drawerOf(page).getByText('180 other calls').waitFor();
  await drawerOf(page).getByRole('button', { name: 'More for metadata.region eu-9' }).click();
  await page.getByRole('menuitem', { name: 'All but these calls' }).click();
  await page.getByRole('button', { name: 'metadata.region ≠ eu-9', exact: true }).waitFor();
  expect(state(page).getAll('f')).toEqual(['prompt:eq:broken', 'metadata.region:ne:eu-9']);
  await drawerOf(page).getByText('6 calls', { exact: true }).waitFor();
  await drawerOf(page).getByText('So few selected calls').waitFor();
  await context.close();
});

test('where nothing differs, it says so', async () => {
  const { page, context } = await open(browser, `${server.url}/?diff=customer:eq:acme`);
  await drawerOf(page).getByText('Nothing differs by more than chance').waitFor();
  await context.close();
});

test.each([
  ['light', 1440, false],
  ['dark', 1440, true],
  ['narrow', 360, false],
])('%s: it keeps nobody out and nothing scrolls sideways', async (_name, width, dark) => {
  const { page, context, complaints } = await open(browser, `${server.url}/?diff=prompt:eq:broken`, { width, dark });
  await firstField(page).waitFor();
  await page.waitForLoadState('networkidle');
  expect(await faults(page)).toEqual([]);
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await over()).toBeLessThanOrEqual(0);
  const body = drawerOf(page).locator('> div').nth(1);
  expect(await body.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  await context.close();
});
