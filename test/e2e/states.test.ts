import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, open } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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

describe.each([false, true])('the page of all states (dark: %s)', (dark) => {
  test('keeps nobody out, in either theme', async () => {
    const { page, context, complaints, strangers } = await open(browser, `${server.url}/dev/states`, { dark });
    await settled(page);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() =>
      (window as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
    );
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
    ).toEqual([]);
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
    await context.close();
  });

  test('looks the same each time it is opened', async () => {
    const { page, context } = await open(browser, `${server.url}/dev/states`, { dark });
    await settled(page);
    const first = await page.screenshot({ fullPage: true, animations: 'disabled' });
    await page.reload();
    await settled(page);
    const second = await page.screenshot({ fullPage: true, animations: 'disabled' });
    expect(first.length).toBeGreaterThan(50_000);
    expect(second.equals(first)).toBe(true);
    await context.close();
  });
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
