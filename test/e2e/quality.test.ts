import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { faults } from './axe.ts';
import { launch, open } from './browser.ts';
import { chat, hex, sendSpans } from './spans.ts';

const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;
const traceId = hex(16);

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: 80 }, (_, i) => ({
      traceId: i < 3 ? traceId : hex(16),
      agoMs: i * 30_000,
      ms: 150 + i * 7,
      ...(i % 9 === 8 ? { error: 'overloaded' } : {}),
      attributes: chat(`Question ${i}`, `Answer ${i}`, {
        'telltale.prompt.name': ['faq', 'returns'][i % 2]!,
        'user.id': `u${i % 7}`,
      }),
    })),
  );
  await eventually(async () => {
    const answer = await fetch(`${server.url}/api/v1/traces/${traceId}`);
    return answer.ok && ((await answer.json()) as { spans: unknown[] }).spans.length === 3;
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

const SCREENS = [
  '/',
  '/?diff=prompt:eq:faq',
  '/reliability',
  '/quality',
  '/security',
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
  '/settings/detectors',
  '/settings/system',
  '/dev/states',
];

const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  // The live stream of some screens never rests.
  await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => {});
};

describe.each([
  ['light', false],
  ['dark', true],
])('in %s', (_scheme, dark) => {
  test.each(SCREENS)('%s has nothing that keeps anybody out, and complains of nothing', async (path) => {
    const { page, context, complaints, strangers } = await open(browser, server.url + path, { dark });
    await settled(page);
    expect(await faults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
    await context.close();
  });
});

test.each([360, 1440, 2560])('at %i pixels nothing but tables scrolls sideways', async (width) => {
  const { page, context } = await open(browser, server.url, { width });
  for (const path of SCREENS) {
    await page.goto(server.url + path);
    await settled(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
  await context.close();
});

test('the keyboard alone goes from the overview to a call and back', async () => {
  const { page, context } = await open(browser, server.url);
  await settled(page);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.waitForURL(/\/traces/);
  await page.getByRole('row').filter({ hasText: 'Question' }).first().waitFor();
  await page.keyboard.press('j');
  await page.locator('a[data-row="0"]:focus').waitFor();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog');
  await drawer.getByText('Answer 0', { exact: true }).first().waitFor();
  await page.keyboard.press('j');
  await drawer.getByText('Answer 1', { exact: true }).first().waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await context.close();
});

test('the first load is light', async () => {
  const { page, context } = await open(browser, 'about:blank');
  let bytes = 0;
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Set<string>();
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(server.url);
  await settled(page);
  expect(scripts.size).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(250 * 1024);
  await context.close();
});
