import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { faults } from './axe.ts';
import { launch, open } from './browser.ts';
import { chat, sendSpans, untilCalls } from './spans.ts';

const MINUTE = 60_000;
const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  const call = (agoMs: number, ms: number, i: number) => ({
    agoMs,
    ms,
    attributes: chat(`Question ${i}`, `Answer ${i}`),
  });
  await sendSpans(server.url, 'shop', [
    ...Array.from({ length: 180 }, (_, i) => call(i * MINUTE, 400, i)),
    ...Array.from({ length: 20 }, (_, i) => call(90 * MINUTE + i * 1000, 8000, 200 + i)),
  ]);
  await untilCalls(server, 200);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

test('a goal is set with a look at how it would stand, seen on the overview, and leads to its bad calls', async () => {
  const { page, context, complaints } = await open(browser, server.url);
  await page.getByText('No goals yet').waitFor();
  await page.getByRole('link', { name: 'Set one' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a goal' });
  const usual = dialog.getByRole('list', { name: 'Usual goals' });
  await usual.getByText('would be ok: 100 % of 200 calls').waitFor();
  await usual.getByText('none of 200 calls says it').waitFor();
  await usual.getByRole('button', { name: /95.% of calls under 5.s/ }).click();
  await dialog
    .getByRole('status')
    .getByText(/^would be broken since .*: 90\.0\s% of 200 calls$/)
    .waitFor();
  expect(await dialog.getByLabel('Name').inputValue()).toBe('95 % of calls under 5 s');
  expect(await faults(page)).toEqual([]);

  await dialog.getByLabel('Share that must be good, %').fill('100');
  await dialog.getByRole('button', { name: 'Set the goal' }).click();
  await dialog.getByText('Above 0 and below 100').waitFor();
  await dialog.getByLabel('Share that must be good, %').fill('95');
  await dialog.getByLabel('Name').fill('Answers in time');
  await dialog.getByRole('button', { name: 'Set the goal' }).click();
  await dialog.waitFor({ state: 'detached' });

  const row = page.getByRole('row').filter({ hasText: 'Answers in time' });
  await row.getByText('Broken', { exact: true }).waitFor();
  expect(await row.textContent()).toMatch(/90\.0\s%.*overspent.*200/);
  expect(await faults(page)).toEqual([]);

  await page.getByRole('link', { name: 'Overview' }).first().click();
  const line = page.getByRole('region', { name: 'Goals' }).getByRole('link', { name: /Answers in time/ });
  expect(await line.textContent()).toMatch(/Broken.*100\s% overspent.*since/);
  expect(await faults(page)).toEqual([]);
  await line.click();

  const drawer = page.getByRole('dialog', { name: 'Answers in time' });
  await drawer.getByText(/^Broken since .*: 90\.0\s% .*of 200 calls were good/).waitFor();
  await drawer.getByRole('slider', { name: /Budget left over time/ }).waitFor();
  expect(await faults(page)).toEqual([]);
  await drawer.getByRole('link', { name: 'What sets them apart' }).click();
  const apart = page.getByRole('dialog', { name: /What differs/ });
  await apart.getByText('duration_ms ≥ 5000', { exact: false }).first().waitFor();
  await page.goBack();

  await drawer.getByRole('link', { name: 'Open the 20 bad calls' }).click();
  await page.waitForURL(/\/traces\?.*duration_ms:gte:5000/);
  await page.getByRole('row').filter({ hasText: 'Question 2' }).nth(19).waitFor();
  expect(await page.getByRole('row').filter({ hasText: 'Question' }).count()).toBe(20);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a goal is changed and removed; a name is given once', async () => {
  const { page, context } = await open(browser, `${server.url}/reliability?sel=new-goal`);
  const dialog = page.getByRole('dialog', { name: 'Set a goal' });
  await dialog.getByLabel('Name').fill('Answers in time');
  await dialog.getByRole('button', { name: 'Set the goal' }).click();
  await dialog.getByText('there is a goal `Answers in time` already').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await page.getByRole('button', { name: 'Answers in time' }).click();
  const drawer = page.getByRole('dialog', { name: 'Answers in time' });
  await drawer.getByRole('button', { name: 'Change' }).click();
  const form = page.getByRole('dialog', { name: 'Change the goal' });
  expect(await form.getByLabel('Within, in seconds').inputValue()).toBe('5');
  await form.getByLabel('Within, in seconds').fill('10');
  await form.getByRole('status').getByText('would be ok: 100 % of 200 calls').waitFor();
  await form.getByRole('button', { name: 'Change the goal' }).click();
  await form.waitFor({ state: 'detached' });
  await drawer.getByText(/^100\s% .*of 200 calls were good/).waitFor();
  expect(await drawer.getByRole('link', { name: /bad call/ }).count()).toBe(0);

  await drawer.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove the goal' }).click();
  await page.getByText('No goals yet.', { exact: false }).waitFor();
  await context.close();
});
