import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, open } from './browser.ts';

const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Text from outside' }).waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(500);
}

test('stands the same each time it is opened', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/dev/states`);
  const shape = async (): Promise<string[]> => {
    await settled(page);
    return page.evaluate(() =>
      [...document.querySelectorAll('main *')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [element.tagName, element.textContent, ...[x, y, width, height].map(Math.round)].join(' ');
      }),
    );
  };
  const first = await shape();
  expect(first.length).toBeGreaterThan(200);
  await page.reload();
  expect(await shape()).toEqual(first);
  expect(complaints).toEqual([]);
  await context.close();
});

test('each side has its own theme, whatever that of the page', async () => {
  const { page, context } = await open(browser, `${server.url}/dev/states`);
  await settled(page);
  const ground = (scheme: string) =>
    page
      .locator(`[data-scheme=${scheme}]`)
      .first()
      .evaluate((side) => getComputedStyle(side).backgroundColor);
  expect([await ground('light'), await ground('dark')]).toEqual(['rgb(251, 251, 252)', 'rgb(12, 13, 16)']);
  await context.close();
});
