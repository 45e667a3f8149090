import type { Browser, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch } from './browser.ts';
import { chat, sendSpans, untilCalls } from './spans.ts';

const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;
let page: Page;
let hand: CDPSession;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: 300 }, (_, i) => ({
      agoMs: i * 11_000,
      ms: 200 + (i % 30) * 100,
      attributes: chat(`Question ${i}`, `Answer ${i}`, { 'telltale.prompt.name': 'faq' }),
    })),
  );
  await untilCalls(server, 300);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});
beforeEach(async () => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
  page = await context.newPage();
  hand = await context.newCDPSession(page);
});
afterEach(() => page.context().close());

type Point = [x: number, y: number];

/** A finger that goes down at the first point, rests there for a while, moves along the others and leaves. */
async function finger([first, ...rest]: Point[], { restMs = 0 } = {}): Promise<void> {
  const at = (point: Point) => [{ x: Math.round(point[0]), y: Math.round(point[1]) }];
  await hand.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(first!) });
  if (restMs > 0) await page.waitForTimeout(restMs);
  let from = first!;
  for (const to of rest) {
    for (let step = 1; step <= 8; step++) {
      const point: Point = [from[0] + ((to[0] - from[0]) * step) / 8, from[1] + ((to[1] - from[1]) * step) / 8];
      await hand.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(point) });
    }
    from = to;
  }
  await hand.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** A point of an element, by its shares of width and height. */
async function within(element: Locator, across: number, down: number): Promise<Point> {
  await element.evaluate((one) => one.scrollIntoView({ block: 'center' }));
  const box = await element.boundingBox();
  if (!box) throw new Error('not to be seen');
  return [box.x + box.width * across, box.y + box.height * down];
}

const scrolled = () => page.evaluate(() => scrollY);
/** A page that was pushed runs on for a while, and what comes down on it then only stops it. */
async function atRest(): Promise<void> {
  for (let last = Number.NaN, now = await scrolled(); now !== last; now = await scrolled()) {
    last = now;
    await page.waitForTimeout(250);
  }
}
const boxOf = () => new URL(page.url()).searchParams.get('box')?.split('~') ?? [];

test('a finger draws a box on the heat map, sideways at once or after a rest any way, and else scrolls the page', async () => {
  await page.goto(`${server.url}/reliability?from=now-1h`);
  const map = page.getByRole('application', { name: /Latency by time/ });
  await map.waitFor();
  await page.waitForLoadState('networkidle');
  const [from, to] = [await within(map, 0.4, 0.3), await within(map, 0.8, 0.6)];

  await finger([from, [to[0], from[1]], to]);
  await expect.poll(boxOf).toHaveLength(4);
  const [start, end, low, high] = boxOf();
  expect(Date.parse(end!) - Date.parse(start!)).toBeGreaterThan(10 * 60_000);
  expect(Number(high)).toBeGreaterThan(Number(low));
  await page.getByRole('button', { name: 'What differs', exact: true }).first().waitFor();

  // Up and down it is the page that moves, and the box stays what it was.
  const before = [boxOf(), await scrolled()] as const;
  await finger([from, [from[0], from[1] - 160]]);
  await expect.poll(scrolled).toBeGreaterThan(before[1] + 50);
  expect(boxOf()).toEqual(before[0]);

  // Having rested, it draws that way too, and the page stays.
  await atRest();
  const again = await within(map, 0.5, 0.3);
  const there = await scrolled();
  await finger([again, [again[0], again[1] + 80]], { restMs: 600 });
  await expect.poll(boxOf).not.toEqual(before[0]);
  expect(await scrolled()).toBe(there);
  const [, , bottom, top] = boxOf();
  expect(Number(top)).toBeGreaterThan(Number(bottom) * 1.5);
});

test('a finger brushes a line chart sideways to zoom, and scrolls the page up and down', async () => {
  await page.goto(`${server.url}/?from=now-1h`);
  const chart = page.getByRole('slider', { name: /Latency over time/ });
  await chart.waitFor();
  await page.waitForLoadState('networkidle');
  const from = await within(chart, 0.4, 0.5);
  const there = await scrolled();
  await finger([from, [from[0], from[1] - 160]]);
  await expect.poll(scrolled).toBeGreaterThan(there + 50);
  expect(new URL(page.url()).searchParams.get('from')).toBe('now-1h');

  const [start, end] = [await within(chart, 0.4, 0.5), await within(chart, 0.8, 0.5)];
  await finger([start, end]);
  await page.waitForURL(/from=20\d\d-/);
  const params = new URL(page.url()).searchParams;
  const length = Date.parse(params.get('to')!) - Date.parse(params.get('from')!);
  expect(length).toBeGreaterThan(10 * 60_000);
  expect(length).toBeLessThan(40 * 60_000);
});
