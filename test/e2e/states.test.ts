import type { Browser, Locator, Page } from 'playwright-core';
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

/** What may become of any chart. */
const CONDITIONS = [
  'usual',
  'dense',
  'sparse',
  'loading',
  'empty',
  'too few calls',
  'failed, nothing shown before',
  'failed or stale, the last picture stays',
];
const CHARTS = ['Course over time', 'Counts by kind', 'Availability strip', 'Heat map', 'Dots over an axis'];

test('every chart is there under all conditions, in both themes, and is drawn', async () => {
  const { page, context } = await open(browser, `${server.url}/dev/states`);
  await settled(page);
  for (const chart of CHARTS) {
    for (const scheme of ['light', 'dark']) {
      const side = page
        .locator('section')
        .filter({ has: page.getByRole('heading', { name: chart, exact: true, level: 2 }) })
        .locator(`[data-scheme=${scheme}]`)
        .first();
      const names = await side.locator('> figure > figcaption').allTextContents();
      expect(names, `${chart}, ${scheme}`).toEqual(CONDITIONS);
      for (const condition of ['usual', 'dense', 'sparse', 'failed or stale, the last picture stays']) {
        const figure = side.locator('> figure').nth(CONDITIONS.indexOf(condition));
        expect(await inked(figure), `${chart}, ${condition}, ${scheme}`).toBe(true);
      }
    }
  }
  await context.close();
});

/** Whether something is drawn: marks of an SVG, or a canvas that is not blank. */
const inked = (figure: Locator): Promise<boolean> =>
  figure.evaluate((element) => {
    const marks = element.querySelectorAll('svg :is(path, rect, circle, line)').length;
    const drawn = [...element.querySelectorAll('canvas')].some((canvas) => {
      const ink = canvas.getContext('2d');
      if (!ink || canvas.width === 0) return false;
      return ink.getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0);
    });
    return drawn || marks > 2;
  });

test('nothing on it is empty or wider than its side', async () => {
  const { page, context } = await open(browser, `${server.url}/dev/states`);
  await settled(page);
  const poor = await page.evaluate(() =>
    [...document.querySelectorAll('figure')].flatMap((figure) => {
      const caption = figure.querySelector('figcaption');
      const { width, height } = figure.getBoundingClientRect();
      const body = height - (caption?.getBoundingClientRect().height ?? 0);
      const side = figure.parentElement?.getBoundingClientRect().width ?? 0;
      return width < 8 || body < 8 || width > side ? [caption?.textContent] : [];
    }),
  );
  expect(poor).toEqual([]);
  await context.close();
});
