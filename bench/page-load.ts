import type { Browser, Page } from 'playwright-core';

/** One opening of a page in a browser that has seen nothing before. Times in ms since navigation, sizes in bytes as sent. */
export interface Load {
  /** Scripts, other files, answers of the API. */
  scripts: Map<string, number>;
  files: number;
  fileBytes: number;
  apiRequests: number;
  apiBytes: number;
  firstPaint: number;
  largestPaint: number;
  /** Nothing in sight waits any more. */
  whole: number;
  /** End of the last task above 50 ms before half a second of quiet that follows `whole`. */
  interactive: number;
  /** The longest task until then; 0 = none above 50 ms. */
  longest: number;
  shift: number;
}

interface Seen {
  tasks: { start: number; end: number }[];
  largest: number;
  shift: number;
  whole: number;
  /** Interactions: id → how long until the next frame, in ms. */
  events: Map<number, number>;
}

declare global {
  interface Window {
    seen: Seen;
  }
}

/** Runs in the page before anything else. */
function watch(): void {
  const seen: Seen = { tasks: [], largest: 0, shift: 0, whole: 0, events: new Map() };
  window.seen = seen;
  const on = (type: string, take: (entry: PerformanceEntry & Record<string, never>) => void, more = {}): void =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) take(entry as PerformanceEntry & Record<string, never>);
    }).observe({ type, buffered: true, ...more });
  on('longtask', ({ startTime, duration }) => seen.tasks.push({ start: startTime, end: startTime + duration }));
  on('largest-contentful-paint', ({ startTime }) => {
    seen.largest = startTime;
  });
  on('layout-shift', ({ value, hadRecentInput }) => {
    if (!hadRecentInput) seen.shift += Number(value);
  });
  on(
    'event',
    ({ interactionId, duration }) => {
      const id = Number(interactionId);
      if (id > 0) seen.events.set(id, Math.max(seen.events.get(id) ?? 0, duration));
    },
    { durationThreshold: 16 },
  );
  const waits = (): boolean =>
    [...document.querySelectorAll('.skeleton')].some((one) => {
      const { top, bottom, width } = one.getBoundingClientRect();
      return width > 0 && bottom > 0 && top < innerHeight;
    });
  const look = (): void => {
    const there = document.querySelector('h1') !== null && !waits();
    // What comes after one wait may bring another: the last moment that had nothing to wait for counts.
    if (there && seen.whole === 0) seen.whole = performance.now();
    if (!there) seen.whole = 0;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const QUIET_MS = 500;
const PATIENCE_MS = 60_000;

/** Opens the page, waits until it rests and tells what that took. `then` may go on with it. */
export async function loadPage(browser: Browser, url: string, then?: (page: Page) => Promise<void>): Promise<Load> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.addInitScript({ content: `globalThis.__name = (f) => f; (${watch.toString()})()` });
  const traffic = await countTraffic(page);
  await page.goto(url, { timeout: PATIENCE_MS });
  await page.waitForFunction(
    (quiet) => {
      const { whole, tasks } = window.seen;
      return whole > 0 && performance.now() - Math.max(whole, ...tasks.map(({ end }) => end)) > quiet;
    },
    QUIET_MS,
    { timeout: PATIENCE_MS },
  );
  await page.waitForLoadState('networkidle').catch(() => {});
  const times = await page.evaluate((quiet) => {
    const { whole, tasks, largest, shift } = window.seen;
    let interactive = whole;
    let longest = 0;
    for (const { start, end } of tasks) {
      if (start > interactive + quiet) break;
      interactive = Math.max(interactive, end);
      longest = Math.max(longest, end - start);
    }
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return { firstPaint: paint?.startTime ?? 0, largestPaint: largest, whole, interactive, longest, shift };
  }, QUIET_MS);
  const load = { ...traffic(), ...times };
  await then?.(page);
  await context.close();
  return load;
}

/** Counts what comes over the network from now on, as it was sent. */
async function countTraffic(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const asked = new Map<string, { url: string; type: string }>();
  const scripts = new Map<string, number>();
  const sum = { files: 0, fileBytes: 0, apiRequests: 0, apiBytes: 0 };
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    asked.set(requestId, { url: new URL(request.url).pathname, type: type ?? '' });
    if (request.url.includes('/api/')) sum.apiRequests++;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const { url = '', type = '' } = asked.get(requestId) ?? {};
    if (url.startsWith('/api/')) sum.apiBytes += encodedDataLength;
    else {
      sum.files++;
      sum.fileBytes += encodedDataLength;
      if (type === 'Script') scripts.set(url, encodedDataLength);
    }
  });
  return () => ({ ...sum, scripts });
}

/** Does something and tells how long the page took to show that it noticed, in ms; 16 = no longer than a frame. */
export async function interaction(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => window.seen.events.clear());
  await act();
  await page.waitForTimeout(250);
  return page.evaluate(() => Math.max(16, ...window.seen.events.values()));
}
