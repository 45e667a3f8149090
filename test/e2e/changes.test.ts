import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, type Opened, open } from './browser.ts';
import { chat, sendSpans } from './spans.ts';

/** Two hours: a version of one prompt comes half an hour ago, and a third of its calls fail. */
const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;
let opened: Opened;
const MINUTE = 60_000;
const CALLS = 720;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  const spans = Array.from({ length: CALLS }, (_, i) => {
    const agoMs = 30_000 + Math.floor((i * 119 * MINUTE) / CALLS);
    const released = i % 2 === 0 && agoMs < 30 * MINUTE;
    return {
      agoMs,
      ms: 300 + ((i * 7) % 200),
      ...(released && i % 6 === 0 ? { error: 'context too long' } : {}),
      attributes: chat(`Question ${i}`, `Answer ${i}`, {
        'telltale.prompt.name': i % 2 ? 'faq' : 'checkout',
        'telltale.prompt.version': released ? '7' : '6',
      }),
    };
  });
  await sendSpans(server.url, 'shop', spans);
  await eventually(async () => {
    const answer = await fetch(`${server.url}/api/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ metrics: ['calls'], range: { from: 'now-3h' } }),
    });
    return ((await answer.json()) as { rows: { calls: number }[] }).rows[0]?.calls === CALLS;
  });
  opened = await open(browser, `${server.url}/?from=now-1h`);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

test('the overview says what got worse, since when, and what came with it', async () => {
  const { page } = opened;
  const line = page.getByRole('list', { name: 'What changed' }).getByRole('listitem').first();
  await line.getByText('Error rate').first().waitFor();
  const text = await line.textContent();
  expect(text).toContain('worse');
  expect(text).toMatch(/since \d\d:\d\d/);
  const cause = line.getByRole('list', { name: 'Likely causes' }).getByRole('listitem').first();
  expect(await cause.textContent()).toMatch(/checkout@7.*% of it, new \d\d:\d\d: 3\d\.\d/);
});

test('charts mark the version, in words for those who listen, until one hides it', async () => {
  const { page } = opened;
  const chart = page.getByRole('slider', { name: /Calls and errors over time/ });
  await chart.focus();
  const words = async (): Promise<string> => {
    const said: string[] = [];
    await page.keyboard.press('Home');
    for (let step = 0; step < 62; step++) {
      said.push((await chart.getAttribute('aria-valuetext')) ?? '');
      await page.keyboard.press('ArrowRight');
    }
    return said.join('\n');
  };
  expect(await words()).toContain('checkout@7 first seen');
  await page.getByRole('button', { name: 'Hide what happened on the charts' }).click();
  await chart.focus();
  expect(await words()).not.toContain('first seen');
});

test('the table says how each prompt does', async () => {
  const { page } = opened;
  const table = page.getByRole('region', { name: 'By prompt' });
  await table.getByRole('row').filter({ hasText: 'checkout' }).getByText('worse', { exact: true }).first().waitFor();
  await table.getByRole('row').filter({ hasText: 'faq' }).getByText('steady').waitFor();
});

test('a cause is a filter and leads to its chart; its calls are one click away', async () => {
  const { page } = opened;
  await page.getByRole('link', { name: 'checkout@7' }).first().click();
  await expect.poll(() => page.url()).toContain('f=prompt:eq:checkout&f=prompt_version:eq:7');
  expect(page.url()).toContain('chart=traffic');
  await page.goBack();
  await page.getByRole('link', { name: 'Open the calls: Error rate' }).click();
  await page.waitForURL(/\/traces\?.*status:eq:error/);
  await page.getByRole('row').filter({ hasText: 'Question' }).first().waitFor();
});

test('a calm prompt is told to be calm, with its n', async () => {
  const { page } = opened;
  await page.goto(`${server.url}/?from=now-1h&f=prompt:eq:faq`);
  await page.getByText(/Nothing changed beyond chance against the period before; n = 1\d\d and 1\d\d/).waitFor();
});

test('nothing went wrong on the way', () => {
  expect(opened.complaints).toEqual([]);
  expect(opened.strangers).toEqual([]);
});
