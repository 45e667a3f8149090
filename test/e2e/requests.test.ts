import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch } from './browser.ts';
import { chat, hex, sendSpans, untilCalls } from './spans.ts';

/** How often pages ask: one that asks for the same twice, or goes on when nobody looks, loads the engine for nothing. */
const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;
const traceId = hex(16);

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: 200 }, (_, i) => ({
      traceId: i === 0 ? traceId : hex(16),
      agoMs: i * 20_000,
      ms: 200 + i,
      ...(i % 20 === 19 ? { error: 'overloaded' } : {}),
      attributes: chat(`Question ${i}`, `Answer ${i}`, {
        'telltale.prompt.name': ['faq', 'returns', 'parcel'][i % 3]!,
      }),
    })),
  );
  await untilCalls(server, 200);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

interface Watched {
  page: Page;
  context: BrowserContext;
  /** Since the last `take`: every request to the API as `/path {body}`. */
  take(): string[];
  /** Until nothing has been asked and nothing answered for half a second. */
  rest(): Promise<void>;
}

async function watch(path: string, height = 900): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1440, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.clock.install();
  const asked: string[] = [];
  let open = 0;
  let changed = Date.now();
  const count =
    (by: number) =>
    (request: Request): void => {
      // A stream never ends.
      if (request.url().includes('/api/v1/live')) return;
      open += by;
      changed = Date.now();
    };
  page.on('request', count(1));
  page.on('requestfinished', count(-1));
  page.on('requestfailed', count(-1));
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/v1/')) asked.push(`${pathname.slice(7)} ${request.postData() ?? ''}`);
  });
  const rest = (): Promise<void> =>
    expect.poll(() => open === 0 && Date.now() - changed > 500, { timeout: 30_000 }).toBe(true);
  await page.goto(server.url + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await rest();
  // A slow machine may be quiet for a while in the middle of it.
  await expect.poll(() => page.locator('.skeleton').count(), { timeout: 30_000 }).toBe(0);
  await rest();
  return { page, context, rest, take: () => asked.splice(0) };
}

const twice = (asked: readonly string[]): string[] => asked.filter((one, at) => asked.indexOf(one) !== at);
const paths = (asked: readonly string[]): string[] => asked.map((one) => one.split(' ')[0]!);

/** Questions about numbers, alone or several together. */
const isNumbers = (one: string): boolean => /^\/quer(y|ies) /.test(one);

/** The most that a page may ask as it is opened. */
const MOST: Record<string, number> = {
  '/': 11,
  '/reliability': 11,
  '/traces': 8,
  '/traces?by=prompt,model': 8,
  [`/traces/${traceId}`]: 5,
  '/boards': 5,
  '/boards/shipped-models': 12,
  '/connect': 6,
  '/settings/keys': 4,
  '/settings/prices': 4,
  '/settings/system': 4,
};

test.each(Object.entries(MOST))('%s asks at most %i times, and nothing twice', async (path, most) => {
  const { context, take } = await watch(path);
  const asked = take();
  expect(twice(asked)).toEqual([]);
  expect(asked.length, paths(asked).join(' ')).toBeLessThanOrEqual(most);
  expect(asked.length).toBeGreaterThan(0);
  await context.close();
});

test('going on to another screen asks only for what that one adds', async () => {
  const { page, context, take, rest } = await watch('/');
  const first = take();
  await page.getByRole('link', { name: 'Reliability' }).first().click();
  await page.getByRole('heading', { name: 'Reliability' }).waitFor();
  await rest();
  const again = new Set(first);
  expect(take().filter((one) => again.has(one))).toEqual([]);
  await context.close();
});

test('a live view asks each question once every five seconds', async () => {
  const { page, context, take, rest } = await watch('/?live=1');
  const first = take().filter(isNumbers);
  expect(first.length).toBeGreaterThan(1);
  for (let tick = 0; tick < 3; tick++) {
    const begun = Date.now();
    await Promise.all([page.waitForRequest(/\/quer(y|ies)$/), page.clock.fastForward(5_100)]);
    await rest();
    const asked = take();
    // The clock of the page went on by itself meanwhile.
    const ticks = 1 + Math.floor((Date.now() - begun) / 5_000);
    const numbers = asked.filter(isNumbers);
    expect(new Set(numbers).size).toBeLessThanOrEqual(first.length);
    for (const one of new Set(asked))
      expect(asked.filter((other) => other === one).length, one).toBeLessThanOrEqual(ticks);
    // What is dearer than a number is asked for less often.
    expect(asked.length - numbers.length, paths(asked).join(' ')).toBeLessThanOrEqual(1);
  }
  await context.close();
});

test('a tab that nobody sees asks for nothing, and catches up when it is seen again', async () => {
  const { page, context, take } = await watch('/?live=1');
  const seen = (state: 'hidden' | 'visible') =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, state);
  await seen('hidden');
  take();
  await page.clock.fastForward(65_000);
  await page.waitForTimeout(500);
  expect(take()).toEqual([]);
  await seen('visible');
  await expect.poll(() => take().length).toBeGreaterThan(0);
  await context.close();
});

test('what is far below asks when one comes near, and falls silent when one goes', async () => {
  const { page, context, take, rest } = await watch('/reliability?live=1', 500);
  expect(paths(take())).not.toContain('/load');
  await page.getByText('Latency under load').first().waitFor({ state: 'detached' });
  for (let y = 1; y < 8; y++) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(100);
  }
  await page.getByText('Latency under load').first().waitFor();
  await rest();
  expect(paths(take())).toContain('/load');
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.waitForTimeout(300);
  take();
  await Promise.all([page.waitForRequest('**/heatmap'), page.clock.fastForward(16_000)]);
  await rest();
  const asked = paths(take());
  expect(asked).toContain('/heatmap');
  expect(asked).not.toContain('/load');
  await context.close();
});
