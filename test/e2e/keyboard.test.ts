import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, open } from './browser.ts';
import { chat, hex, sendSpans, untilCalls } from './spans.ts';

/** Without a mouse: every page, and the way from a number to the text behind it. */
const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;
const traceId = hex(16);

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: 120 }, (_, i) => ({
      traceId: i < 3 ? traceId : hex(16),
      agoMs: i * 60_000,
      ms: 200 + i * 5,
      ...(i % 15 === 14 ? { error: 'overloaded' } : {}),
      attributes: chat(`Question ${i}`, `Answer ${i}`, {
        'telltale.prompt.name': ['faq', 'returns'][i % 2]!,
        'telltale.prompt.version': String(1 + (i % 3)),
      }),
    })),
  );
  await untilCalls(server, 120);
  await eventually(async () => (await fetch(`${server.url}/api/v1/traces/${traceId}`)).ok);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

const PAGES = [
  '/',
  '/?chart=cost',
  '/reliability',
  '/traces',
  '/traces?by=prompt,model',
  `/traces/${traceId}`,
  `/traces/${traceId}?as=conversation`,
  '/boards',
  '/boards/shipped-models',
  '/connect',
  '/settings/keys',
  '/settings/projects',
  '/settings/prices',
  '/settings/system',
];

const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => {});
  await page
    .locator('.skeleton')
    .first()
    .waitFor({ state: 'detached', timeout: 5000 })
    .catch(() => {});
};

/** Both themes where the ring lies on most kinds of ground. */
const SHOWN: [path: string, scheme: string][] = [
  ...PAGES.map((path): [string, string] => [path, 'light']),
  ['/', 'dark'],
  [`/traces/${traceId}`, 'dark'],
];

test.each(SHOWN)(
  'on %s (%s) Tab goes on from one thing in sight to the next, and shows where it is',
  async (path, scheme) => {
    const { page, context } = await open(browser, server.url + path, { dark: scheme === 'dark' });
    await settled(page);
    const stops: string[] = [];
    const lost: string[] = [];
    for (let press = 0; press < 40; press++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const { activeElement: at } = document;
        if (!at || at === document.body) return undefined;
        const { outlineStyle, outlineWidth } = getComputedStyle(at);
        const { width, top, bottom } = at.getBoundingClientRect();
        const name = `${at.tagName} ${(at.getAttribute('aria-label') ?? at.textContent ?? '').slice(0, 40)}`;
        const ringed = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
        return { name, good: ringed && width > 0 && bottom > 0 && top < innerHeight };
      });
      if (!stop) break;
      stops.push(stop.name);
      if (!stop.good) lost.push(stop.name);
    }
    expect(lost).toEqual([]);
    expect(stops[0]).toContain('Skip to content');
    expect(stops.length).toBeGreaterThan(12);
    await context.close();
  },
);

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let press = 0; press < 150; press++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
    if (name.test(at)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test('from a card to its chart, a moment of it, its calls, a trace, and back', async () => {
  const { page, context, complaints } = await open(browser, server.url);
  await settled(page);
  await tabTo(page, /^Cost/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/chart=cost/);
  await tabTo(page, /^Cost over time/);
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowLeft');
  const chosen = page.getByRole('slider', { name: /^Cost over time/ });
  expect(await chosen.getAttribute('aria-valuetext')).toMatch(/\$/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/traces\?.*from=/);
  await page.getByRole('row').filter({ hasText: 'Question' }).first().waitFor();
  await page.keyboard.press('j');
  await page.locator('a[data-row="0"]:focus').waitFor();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog');
  await drawer
    .getByText(/Answer \d+/)
    .first()
    .waitFor();
  await tabTo(page, /trace/i);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
  await settled(page);
  await page.keyboard.press('j');
  await page.waitForURL(/span=/);
  // The browser's own key for it is not to be had here.
  for (let back = 0; back < 10 && new URL(page.url()).pathname !== '/'; back++) await page.goBack();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

/** Gone, and the focus back where it came from: until then what opens next would be left again at once. */
async function closed(page: Page, role: 'combobox' | 'menu'): Promise<void> {
  await page.getByRole(role).waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement !== document.body);
}

test('a filter, a comparison, a range and a command', async () => {
  const { page, context, complaints } = await open(browser, server.url);
  await settled(page);
  await page.keyboard.press('/');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('prompt');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /returns/ }).waitFor();
  await page.keyboard.type('returns');
  await page.getByRole('option', { name: /faq/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await page.waitForURL(/f=prompt:(eq|in):returns/);
  await closed(page, 'combobox');

  await page.keyboard.press('c');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Escape');
  await closed(page, 'menu');

  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Last 7 days' }).waitFor();
  await tabTo(page, /^Last 7 days/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/from=now-7d/);

  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await page.keyboard.type('week');
  await page.keyboard.press('Enter');
  await page.waitForURL(/vs=week/);

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Search in texts').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();
});

test('what opens gives the focus back to what opened it', async () => {
  const { page, context } = await open(browser, server.url);
  await settled(page);
  for (const name of [/^Last 24 hours/, /^Share/, /^Export Latency/, /^Saved views/]) {
    const button = page.getByRole('button', { name }).first();
    await button.focus();
    await page.keyboard.press('Enter');
    await page.locator('[role=menu], [role=dialog]').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[role=menu], [role=dialog]').first().waitFor({ state: 'detached' });
    expect(await button.evaluate((element) => element === document.activeElement), String(name)).toBe(true);
  }
  await context.close();
});

test.each(PAGES)('on a phone nothing to touch on %s is smaller than 24 pixels', async (path) => {
  const { page, context } = await open(browser, server.url + path, { width: 360, height: 800 });
  await settled(page);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('a, button, input, [role=slider], [role=tab], [role=radio]')].flatMap((target) => {
      // A link in a text is as high as the text; in a row that is touched as a whole, the row counts.
      if (getComputedStyle(target).display === 'inline') return [];
      const whole = target.closest('tr, [role=row], [role=treeitem]') ?? target;
      const { width, height } = whole.getBoundingClientRect();
      const name = target.getAttribute('aria-label') ?? target.textContent ?? '';
      return width > 1 && (width < 24 || height < 24) ? [`${name.slice(0, 40)} ${width}×${height}`] : [];
    }),
  );
  expect(small).toEqual([]);
  await context.close();
});
