import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api, type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch } from './browser.ts';
import { chat, sendSpans, untilCalls } from './spans.ts';

const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;

const HOUR = 3_600_000;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  // Two hours, the second one worse in several ways: the list of what changed has lines.
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: 800 }, (_, i) => {
      const agoMs = Math.round((2 * HOUR * (i + 1)) / 820);
      const late = agoMs < HOUR;
      return {
        agoMs,
        ms: late && i % 3 === 0 ? 4000 : 400,
        ...(late && i % 5 === 0 ? { error: 'Overloaded' } : {}),
        attributes: chat('Q', 'A', {
          'telltale.prompt.name': ['faq', 'checkout', 'returns'][i % 3]!,
          'telltale.prompt.version': late ? '2' : '1',
        }),
      };
    }),
  );
  await untilCalls(server, 800);
  for (const [name, type] of [
    ['Calls come through', 'availability'],
    ['Fast enough', 'latency'],
  ])
    await api(server, '/slos', {
      name,
      indicator: type === 'latency' ? { type, below: 2000 } : { type },
      objective: 99,
      window_days: 7,
    });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

interface Shift {
  value: number;
  hadRecentInput: boolean;
  sources: { node?: Node }[];
}

/** What moves while a page loads over a slow line, in all, and what it was. */
async function shiftsOf(path: string, width: number): Promise<{ first: number; again: number; moved: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 740 : 900 },
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 200_000,
    uploadThroughput: 100_000,
  });
  await page.addInitScript(() => {
    const found: { value: number; what: string }[] = [];
    Object.assign(window, { found });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput, sources } = entry as unknown as Shift;
        const what = sources.map(({ node }) => node?.parentElement?.textContent?.slice(0, 60)).join(' | ');
        if (!hadRecentInput) found.push({ value, what });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const load = async (): Promise<{ value: number; what: string }[]> => {
    await page.goto(server.url + path);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(1500);
    return page.evaluate(() => (window as unknown as { found: { value: number; what: string }[] }).found);
  };
  const [first, again] = [await load(), await load()];
  const sum = (shifts: { value: number }[]): number => shifts.reduce((total, { value }) => total + value, 0);
  const moved = [...first, ...again].filter(({ value }) => value > 0.005).map(({ value, what }) => `${value}: ${what}`);
  await context.close();
  return { first: sum(first), again: sum(again), moved };
}

test.each([
  ['/?from=now-1h', 1440],
  ['/?from=now-1h', 360],
  ['/reliability?from=now-1h', 1440],
  ['/reliability?from=now-1h', 360],
])('nothing is seen to move while %s loads at %i px, at the first visit or later', async (path, width) => {
  const { first, again, moved } = await shiftsOf(path, width);
  expect(first, moved.join('\n')).toBeLessThanOrEqual(0.02);
  expect(again, moved.join('\n')).toBeLessThanOrEqual(0.02);
});
