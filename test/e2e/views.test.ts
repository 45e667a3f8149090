import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api, type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, open } from './browser.ts';
import { chat, sendSpans, untilCalls } from './spans.ts';

const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: 30 }, (_, i) => ({
      agoMs: i * 20_000,
      attributes: chat(`Question ${i}`, `Answer ${i}`, { 'telltale.prompt.name': i % 2 ? 'faq' : 'returns' }),
    })),
  );
  await untilCalls(server, 30);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

test('a project opens with the view chosen for it, and with the overview again', async () => {
  const view = { name: 'Where we begin', path: '/traces', search: { from: 'now-7d', f: ['prompt:eq:faq'] } };
  await api(server, '/views', view);
  const { page, context, complaints } = await open(browser, `${server.url}/`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('rename');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Open this project with ${view.name}` }).click();
  await page.getByRole('button', { name: `Do not open this project with ${view.name} any more` }).waitFor();

  await page.goto(`${server.url}/`);
  await page.waitForURL(/\/traces\?.*f=prompt:eq:faq/);
  await page.getByRole('row').filter({ hasText: 'faq' }).first().waitFor();
  // The door is gone through once: the overview is still where the rail leads.
  await page.getByRole('link', { name: 'Overview' }).first().click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  // A link that says something is followed, not the default.
  await page.goto(`${server.url}/?from=now-1h`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/');

  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('menuitem', { name: 'Open the project with the overview again' }).click();
  await page.getByText('opens with the overview again').first().waitFor();
  await page.goto(`${server.url}/`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  const { views } = await api<{ views: { id: string; default: boolean }[] }>(server, '/views');
  expect(views.map((one) => one.default)).toEqual([false]);
  for (const { id } of views) await fetch(`${server.url}/api/v1/views/${id}`, { method: 'DELETE' });
  expect(complaints).toEqual([]);
  await context.close();
});

test('a view is saved, opened by name from anywhere, renamed and removed', async () => {
  const { page, context, complaints } = await open(
    browser,
    `${server.url}/traces?from=now-7d&f=prompt:eq:faq&sort=-cost`,
  );
  await page.getByRole('row').filter({ hasText: 'Question' }).first().waitFor();
  await page.keyboard.press('v');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Dear answers');
  await dialog.getByRole('button', { name: 'Save view' }).click();
  const rail = page.getByRole('navigation', { name: 'Screens' }).first();
  const link = rail.getByRole('link', { name: 'Dear answers' });
  await link.waitFor();
  expect(await link.getAttribute('aria-current')).toBe('page');

  // Nothing of what is on the screen goes along: neither its filter nor its range.
  await page.goto(`${server.url}/?from=now-15m&env=default&f=prompt:eq:returns`);
  await link.click();
  await page.waitForURL(/\/traces/);
  const { search } = new URL(page.url());
  expect(search).toContain('from=now-7d');
  expect(search).toContain('f=prompt:eq:faq');
  expect(search).not.toContain('returns');
  expect(search).not.toContain('env=');
  await page.getByRole('row').filter({ hasText: 'faq' }).first().waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('rename');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Name of Dear answers' }).fill('Costly answers');
  await page.keyboard.press('Enter');
  // Behind the dialog the rail is hidden from all but the eyes.
  const behind = page.locator('nav').first();
  await behind.getByText('Costly answers').waitFor();
  await page.getByRole('button', { name: /^Remove / }).click();
  await page.getByRole('button', { name: 'Remove the view' }).click();
  await page.getByText('None yet.').waitFor();
  await page.keyboard.press('Escape');
  expect(await behind.getByText('Costly answers').count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a shared link names the very time, or moves with it, and opens the same picture', async () => {
  const { page, context } = await open(browser, `${server.url}/traces?from=now-1h&f=prompt:eq:faq&cols=time,model`);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('row').filter({ hasText: 'gpt-4o' }).first().waitFor();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('y');
  await page.getByText('Link to this very time copied', { exact: true }).waitFor();
  const still = new URL(await copied());
  const [from, to] = [still.searchParams.get('from'), still.searchParams.get('to')].map((at) => Date.parse(at ?? ''));
  expect(to! - from!).toBe(3_600_000);
  expect(still.searchParams.get('project')).toBe('default');

  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: 'That moves with time' }).click();
  await page.getByText('its range moves with time').first().waitFor();
  expect(new URL(await copied()).searchParams.get('from')).toBe('now-1h');

  const elsewhere = await open(browser, still.href);
  await elsewhere.page.getByRole('row').filter({ hasText: 'gpt-4o' }).first().waitFor();
  expect(await elsewhere.page.getByRole('row').count()).toBe(16);
  expect(await elsewhere.page.getByRole('columnheader').allTextContents()).toEqual(['Time', 'Model']);
  await elsewhere.context.close();
  await context.close();
});
