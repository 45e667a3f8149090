import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { faults } from './axe.ts';
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
    Array.from({ length: 80 }, (_, i) => ({
      agoMs: i * 30_000,
      ms: 150 + i * 7,
      ...(i % 9 === 8 ? { error: 'overloaded' } : {}),
      attributes: chat(`Question ${i}`, `Answer ${i}`, {
        'telltale.prompt.name': ['faq', 'returns'][i % 2]!,
        'telltale.customer': ['acme', 'globex', 'initech'][i % 3]!,
        'telltale.team': 'support',
        'user.id': `u${i % 7}`,
      }),
    })),
  );
  await untilCalls(server, 80);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

const tile = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const titles = (page: Page) => page.getByRole('list', { name: 'Tiles' }).getByRole('heading').allTextContents();
const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('a board is made from nothing, saved, exported, imported once more, and removed', async () => {
  const { page, context, complaints, strangers } = await open(browser, `${server.url}/`);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await page.getByRole('button', { name: 'New board' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Every morning');
  await page.getByRole('button', { name: 'Make the board' }).click();

  // Lines: two metrics stand there, one more is chosen.
  await page.getByRole('button', { name: 'Add the first tile' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a tile' });
  await dialog.getByRole('button', { name: 'Add metric' }).click();
  await page.getByRole('combobox', { name: 'Metric' }).fill('latency p99');
  await page.getByRole('option', { name: /^Latency P99/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await dialog.getByText('n = 80').waitFor();
  await dialog.getByLabel('Title').fill('How slow');
  await dialog.getByRole('button', { name: 'Add the tile' }).click();
  await tile(page, 'How slow').getByText('Latency P99').waitFor();

  // A table.
  await page.getByRole('button', { name: 'Add a tile' }).click();
  await dialog.getByRole('radio', { name: 'Table' }).click();
  await dialog.getByText('Choose a field to group by.').waitFor();
  await dialog.getByRole('button', { name: 'Add field' }).click();
  await page.getByRole('combobox', { name: 'Field to group by' }).fill('prompt');
  await page.getByRole('option', { name: 'prompt', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await dialog.getByLabel('Title').fill('By prompt');
  await dialog.getByRole('cell', { name: 'returns' }).waitFor();
  await dialog.getByRole('button', { name: 'Add the tile' }).click();

  // A variable, which both tiles heed.
  await page.getByRole('button', { name: 'Variables' }).click();
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await page.getByRole('combobox', { name: 'Field of the variable' }).fill('customer');
  await page.getByRole('option', { name: 'customer', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('2 of 2 tiles heed it.').waitFor();
  await page.getByRole('button', { name: 'Keep the variables' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();

  // It is kept; what is chosen is in the address.
  await page.reload();
  await tile(page, 'How slow').getByText('n = 80').waitFor();
  await page.getByRole('button', { name: /^Customer ?: ?all$/ }).click();
  await page.getByRole('option', { name: /acme/ }).click();
  await tile(page, 'How slow').getByText('n = 27').waitFor();
  expect(new URL(page.url()).searchParams.get('var')).toBe('customer:acme');
  await page.reload();
  await page.getByRole('button', { name: /^Customer ?: ?acme$/ }).waitFor();
  await tile(page, 'How slow').getByText('n = 27').waitFor();

  await page.getByRole('button', { name: 'JSON' }).click();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  const document = JSON.parse(text) as { name: string; tiles: { metrics: string[] }[] };
  expect(document).toMatchObject({ version: 1, name: 'Every morning', variables: [{ name: 'customer' }] });

  // Imported: first with a fault, which is named by its place.
  await page.goto(`${server.url}/boards`);
  await page.getByRole('button', { name: 'Import JSON' }).click();
  const wrong = structuredClone(document);
  wrong.tiles[1]!.metrics[0] = 'speed';
  const area = page.getByRole('textbox', { name: 'JSON of the board' });
  const send = page.getByRole('button', { name: 'Import', exact: true });
  await area.fill(text.slice(0, -5));
  await send.click();
  await page.getByText('This is not JSON').waitFor();
  await area.fill(JSON.stringify(wrong));
  await send.click();
  await page.getByText('tiles[1].metrics[0]').waitFor();
  await area.fill(JSON.stringify({ ...document, name: 'Every evening' }));
  await send.click();
  await page.getByRole('heading', { name: 'Every evening' }).waitFor();
  await tile(page, 'By prompt').getByRole('cell', { name: 'returns' }).waitFor();

  // Another board pasted over it while it is changed, and taken back.
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'JSON' }).click();
  const replace = page.getByRole('button', { name: 'Replace the board' });
  await area.fill(JSON.stringify(wrong));
  await replace.click();
  await page.getByText('tiles[1].metrics[0]').waitFor();
  const bars = { id: 'bars', kind: 'bar', title: 'Ranked', metrics: ['calls'], group_by: ['prompt'] };
  await area.fill(JSON.stringify({ version: 1, name: 'Every noon', tiles: [bars] }));
  await replace.click();
  await page.getByRole('heading', { name: 'Every noon' }).waitFor();
  await tile(page, 'Ranked').getByText('returns').waitFor();
  await page.getByRole('button', { name: 'Export Ranked' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Picture (PNG)' }).click();
  const png = readFileSync(await (await download).path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(1360);
  await page.getByRole('button', { name: 'Undo the last change' }).click();
  await page.getByRole('heading', { name: 'Every evening' }).waitFor();
  await page.getByRole('button', { name: 'Done', exact: true }).click();

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Remove the board' }).click();
  await page.getByRole('list', { name: 'Of this project' }).getByText('Every morning').waitFor();
  expect(await page.getByText('Every evening', { exact: true }).count()).toBe(0);

  // By name from anywhere.
  await page.goto(`${server.url}/traces`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('board every');
  await page.getByRole('option', { name: 'Open board: Every morning' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Every morning' }).waitFor();
  expect(await page.title()).toContain('Every morning');
  // The faulty import was refused, which the console of a browser mentions.
  expect(complaints.filter((one) => !one.includes('400'))).toEqual([]);
  expect(strangers).toEqual([]);
  await context.close();
});

const BOARD = {
  name: 'Arranged',
  tiles: ['one', 'two', 'three'].map((title) => ({
    ...{ id: title, title, kind: 'number', metrics: ['calls'], width: 4, height: 'small' },
  })),
};

async function makeBoard(given: object): Promise<string> {
  const answer = await fetch(`${server.url}/api/v1/boards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(given),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

test('tiles are moved and resized by keyboard and by pointer, undone, and kept', async () => {
  const id = await makeBoard(BOARD);
  const { page, context, complaints } = await open(browser, `${server.url}/boards/${id}?tab=edit`);
  await tile(page, 'one').getByText('80').waitFor();
  const handle = page.getByRole('button', { name: /^Move one/ });
  await handle.focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('one is 2 of 3 now').waitFor();
  expect(await titles(page)).toEqual(['two', 'one', 'three']);
  await page.locator('[data-handle="move"]:focus').waitFor();
  await page.keyboard.press('End');
  expect(await titles(page)).toEqual(['two', 'three', 'one']);

  await page.getByRole('button', { name: /^Resize one/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.getByText('one: 5 of 12 columns, medium').waitFor();
  await page.getByRole('button', { name: 'Undo the last change' }).click();
  const width = (name: string) => page.locator(`[data-tile="${name}"]`).evaluate((one) => one.clientWidth);
  const before = await width('two');
  expect(await width('one')).toBeGreaterThan(before);

  // By pointer: the last one before the first.
  const from = await page.getByRole('button', { name: /^Move one/ }).boundingBox();
  const to = await page.locator('[data-tile="two"]').boundingBox();
  await page.mouse.move(from!.x + 4, from!.y + 4);
  await page.mouse.down();
  await page.mouse.move(to!.x + 40, to!.y + 60, { steps: 4 });
  await page.mouse.up();
  expect(await titles(page)).toEqual(['one', 'two', 'three']);
  const corner = await page.getByRole('button', { name: /^Resize two/ }).boundingBox();
  await page.mouse.move(corner!.x + 8, corner!.y + 8);
  await page.mouse.down();
  await page.mouse.move(corner!.x + 8 + before / 2, corner!.y + 8, { steps: 4 });
  await page.mouse.up();
  await page.getByText('two: 6 of 12 columns, small').waitFor();

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  const kept = (await (await fetch(`${server.url}/api/v1/boards/${id}`)).json()) as {
    tiles: { id: string; width: number; height: string }[];
  };
  expect(kept.tiles.map((one) => [one.id, one.width, one.height])).toEqual([
    ['one', 5, 'small'],
    ['two', 6, 'small'],
    ['three', 4, 'small'],
  ]);
  expect(complaints).toEqual([]);
  await context.close();
});

test('nothing is lost: leaving asks, and a change somebody else made is told', async () => {
  const id = await makeBoard({ ...BOARD, name: 'Shared' });
  const { page, context } = await open(browser, `${server.url}/boards/${id}?tab=edit`);
  await tile(page, 'one').getByText('80').waitFor();
  await page.getByRole('button', { name: 'More for one' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  expect(await titles(page)).toEqual(['one', 'one', 'two', 'three']);
  await page.locator('main').getByRole('link', { name: 'Boards' }).click();
  await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await fetch(`${server.url}/api/v1/boards/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Shared by all' }),
  });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/changed this board at/).waitFor();
  expect(await titles(page)).toEqual(['one', 'one', 'two', 'three']);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('heading', { name: 'Shared by all' }).waitFor();
  expect(await titles(page)).toEqual(['one', 'two', 'three']);
  await context.close();
});

test('a ready-made board shows the calls there are; a row narrows it, a tile leads to its calls', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/boards`);
  await page.getByRole('list', { name: 'Ready-made' }).getByText('Cost by team and customer').click();
  const customers = tile(page, 'Cost by customer');
  await customers.getByText('globex').click();
  await page.waitForURL(/f=customer:eq:globex/);
  await tile(page, 'Team, feature and model').getByRole('cell', { name: 'support' }).waitFor();
  expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'More for Cost', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Open the calls' }).click();
  await page.waitForURL(/\/traces.*sort=-cost/);
  await page.getByRole('row').filter({ hasText: 'Question' }).first().waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Make a copy' }).click();
  await page.getByRole('heading', { name: 'Copy of Cost by team and customer' }).waitFor();
  await page.getByRole('button', { name: 'Add a tile' }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('a tile out of sight asks nothing until it comes into sight', async () => {
  const { page, context } = await open(browser, 'about:blank', { height: 420 });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.postData() ?? ''));
  await page.goto(`${server.url}/boards/shipped-cost`);
  await tile(page, 'Cost per call').getByText('n ').waitFor();
  await page.waitForLoadState('networkidle');
  const about = (field: string) => asked.filter((body) => body.includes(`"${field}"`)).length;
  expect(about('team')).toBeGreaterThan(0);
  expect(about('feature')).toBe(0);
  await tile(page, 'Team, feature and model').scrollIntoViewIfNeeded();
  await tile(page, 'Team, feature and model').getByRole('cell', { name: 'support' }).waitFor();
  expect(about('feature')).toBe(1);
  await context.close();
});

test.each([
  ['light', false],
  ['dark', true],
])('in %s the boards keep nobody out and fit a phone', async (_scheme, dark) => {
  const id = await makeBoard({ ...BOARD, name: `For all, ${dark ? 'dark' : 'light'}` });
  const paths = ['/boards', '/boards?tab=import', '/boards/shipped-customer', `/boards/${id}?tab=edit`];
  const { page, context, complaints } = await open(browser, server.url, { dark });
  for (const path of paths) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(server.url + path);
    await page.locator('h1').waitFor();
    await page.waitForLoadState('networkidle').catch(() => {});
    expect(await faults(page), path).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await sideways(page), path).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Add a tile' }).click();
  await page.getByRole('dialog').getByText('n = 80').waitFor();
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});
