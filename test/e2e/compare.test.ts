import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, open } from './browser.ts';
import { chat, sendSpans, untilCalls } from './spans.ts';

const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;

const HOUR = 3_600_000;
/** Version 5 came an hour ago: it is slower, and a fifth of its calls fail. Version 3 went on with half as many calls. */
const VERSIONS = [
  { version: '3', calls: 400, from: 3 * HOUR, ms: 400, fails: 0 },
  { version: '5', calls: 240, from: HOUR, ms: 2400, fails: 5 },
  { version: '6', calls: 30, from: HOUR / 2, ms: 400, fails: 0 },
];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  for (const { version, calls, from, ms, fails } of VERSIONS)
    await sendSpans(
      server.url,
      'shop',
      Array.from({ length: calls }, (_, i) => ({
        agoMs: Math.round((from * (i + 1)) / (calls + 1)),
        ms: ms + (i % 50),
        ...(fails > 0 && i % fails === 0 ? { error: 'Overloaded' } : {}),
        attributes: chat(`Question ${i}`, `Answer ${i}`, {
          'telltale.prompt.name': 'checkout',
          'telltale.prompt.version': version,
        }),
      })),
    );
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: 40 }, (_, i) => ({
      agoMs: i * 250_000,
      attributes: chat('Q', 'A', { 'telltale.prompt.name': 'faq', 'telltale.prompt.version': '1' }),
    })),
  );
  await untilCalls(server, 710);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

const RANGE = 'from=now-4h';
const COMPARED = `${RANGE}&f=prompt:eq:checkout&f=prompt_version:eq:5&vs=prompt_version:3`;

const card = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Key numbers' }).getByRole('link').filter({ hasText: name });

test('two versions of a prompt are chosen by name and count, and every figure is of one against the other', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/?${RANGE}`);
  await card(page, 'Calls').waitFor();
  await page.keyboard.press('c');
  await page.getByRole('menuitem', { name: 'Another version of a prompt …' }).click();
  const dialog = page.getByRole('dialog');
  // The prompt with one version only is not offered.
  expect(await dialog.getByRole('combobox', { name: 'Prompt' }).textContent()).toBe('checkout');
  await dialog.getByText('3 versions, 670').waitFor();
  await dialog.getByRole('combobox', { name: 'Version' }).click();
  await page.getByRole('option', { name: /^5/ }).click();
  await dialog.getByText('240 calls').waitFor();
  // It was what the newest was held against: now the newest is held against it.
  expect(await dialog.getByRole('combobox', { name: 'Against' }).textContent()).toBe('6');
  await dialog.getByRole('combobox', { name: 'Against' }).click();
  await page.getByRole('option', { name: /^3/ }).click();
  await dialog.getByRole('button', { name: 'Compare' }).click();
  await page.waitForURL(/vs=prompt_version:3/);
  expect(new URL(page.url()).searchParams.getAll('f')).toEqual(['prompt:eq:checkout', 'prompt_version:eq:5']);

  await page.getByText(/240 calls of version 5 in the last 4 hours, 400 of version 3\./).waitFor();
  await page.getByText(/P95 latency is .* times that of version 3/).waitFor();
  // Totals are told, not judged; what one call takes is judged.
  await card(page, 'Calls').getByText('version 3: 400').first().waitFor();
  await card(page, 'Errors').getByText('worse').first().waitFor();
  await card(page, 'P95 latency').getByText('worse').first().waitFor();
  await card(page, 'Tokens per call').getByText('as version 3').first().waitFor();
  for (const title of ['Cost per call', 'Tokens per call'])
    await page.getByRole('heading', { name: title, exact: true }).waitFor();
  await page.getByText('P95 version 3').waitFor();
  await page.getByText('within version 5, against the period before.').waitFor();
  await page
    .getByRole('row', { name: /checkout/ })
    .getByText('worse', { exact: true })
    .first()
    .waitFor();
  expect(
    await page
      .getByText(/previous|before\b/)
      .filter({ hasNotText: 'the period before' })
      .count(),
  ).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a pasted link shows the same, on reliability too, and the calls behind it are of the version looked at', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/reliability?${COMPARED}`);
  await page
    .getByText(
      /Against 400 calls of version 3: P95 latency is worse \(.*\), error rate is worse \(20\.0.% against 0.%\)\./,
    )
    .waitFor();
  // Dashed over the heat map.
  await page.locator('section', { hasText: 'Latency' }).getByText('P95 version 3').first().waitFor();
  await page.getByRole('link', { name: 'Traces' }).first().click();
  await page.getByRole('row').filter({ hasText: 'checkout' }).first().waitFor();
  await page
    .getByText(/^240 calls/)
    .first()
    .waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('few calls are never judged, and a version that is filtered away ends the comparison', async () => {
  const few = `${RANGE}&f=prompt:eq:checkout&f=prompt_version:eq:6&vs=prompt_version:5`;
  const { page, context } = await open(browser, `${server.url}/?${few}`);
  await page.getByText(/30 calls of version 6.*240 of version 5\..*Too few to compare\./).waitFor();
  await card(page, 'P95 latency').getByText('too few to compare').first().waitFor();
  await page.getByRole('button', { name: 'Remove prompt_version = 6' }).click();
  await page.getByRole('button', { name: 'vs previous' }).waitFor();
  expect(new URL(page.url()).searchParams.has('vs')).toBe(false);
  await context.close();
});

test('what sets two versions apart is one click away', async () => {
  const { page, context } = await open(browser, `${server.url}/?${COMPARED}`);
  await page.getByRole('link', { name: 'What sets the versions apart' }).click();
  const drawer = page.getByRole('dialog', { name: 'What differs' });
  await drawer.getByText('duration_ms', { exact: true }).first().waitFor();
  const params = new URL(page.url()).searchParams;
  expect([params.getAll('f'), params.getAll('diff'), params.get('vs')]).toEqual([
    ['prompt:eq:checkout', 'prompt_version:in:5,3'],
    ['prompt_version:eq:5'],
    null,
  ]);
  await context.close();
});

test('what happened is on every chart of time, and hidden on all by one toggle', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/reliability?from=now-2h`);
  const marked = page.locator('[data-markers="2"]');
  const of = (name: RegExp) =>
    page
      .getByRole('application', { name })
      .or(page.getByRole('slider', { name }))
      .first()
      .locator('[data-markers="2"]');
  // The heat map and the pile of errors; versions 5 and 6 came within these two hours.
  await of(/Latency by time/).waitFor({ state: 'attached' });
  await of(/Failed calls by kind/).waitFor({ state: 'attached' });
  // What is far below is not asked for until one comes near.
  await page.evaluate(() => scrollTo(0, 1e6));
  await of(/Availability of/).waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Hide what happened on the charts' }).click();
  await marked.first().waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Traces' }).first().click();
  const show = page.getByRole('button', { name: 'Show what happened on the charts' });
  await show.waitFor();
  expect(await marked.count()).toBe(0);
  await show.click();
  await page.getByRole('img', { name: /checkout@5 first seen/ }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
