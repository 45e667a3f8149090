import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api, eventually, type RunningServer, removeFolder, startServer, temporaryFolder } from '../server.ts';
import { launch, open } from './browser.ts';
import { chat, hex, sendSpans, untilCalls } from './spans.ts';

/** The ways through the calls: count, group, search, choose columns. */
const data = temporaryFolder();
let server: RunningServer;
let browser: Browser;

const FAR = `${'Before the point comes much that is beside it. '.repeat(6)}A wombat ate the parcel.`;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ data }), launch()]);
  await sendSpans(
    server.url,
    'shop',
    Array.from({ length: 60 }, (_, i) => ({
      agoMs: i * 20_000,
      ms: 100 + i * 10,
      ...(i % 10 === 9 ? { error: 'overloaded' } : {}),
      attributes: chat(i === 7 ? FAR : `Question ${i}`, `Answer ${i}`, {
        'telltale.prompt.name': ['faq', 'returns', 'search'][i % 3]!,
        'user.id': `u${i % 4}`,
        'customer.tier': i % 2 ? 'gold' : 'plain',
      }),
    })),
  );
  await untilCalls(server, 60);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

test('calls are grouped by any fields, sorted by any number, and a group leads to its calls', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/traces`);
  await page.getByRole('button', { name: 'Group' }).click();
  await page.getByRole('combobox', { name: 'Field to group by' }).fill('prompt');
  await page.getByRole('option', { name: 'prompt', exact: true }).click();
  await page.keyboard.press('Escape');
  const groups = page.getByRole('region', { name: 'Calls by prompt' });
  await groups.getByRole('row').filter({ hasText: 'returns' }).waitFor();
  expect(await groups.getByRole('row').count()).toBe(4);
  expect(await groups.getByRole('row').filter({ hasText: 'returns' }).textContent()).toContain('20');

  await page.getByRole('button', { name: 'Metrics' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Input tokens' }).click();
  await page.keyboard.press('Escape');
  await groups.getByRole('button', { name: 'Input tokens' }).click();
  await expect.poll(() => page.url()).toContain('sort=-input_tokens');
  await groups.getByRole('columnheader', { name: 'Input tokens' }).waitFor();

  await groups.getByRole('button', { name: 'returns' }).click();
  await expect.poll(() => page.url()).toContain('f=prompt:eq:returns');
  await page.getByRole('region', { name: 'Calls', exact: true }).getByRole('row').nth(20).waitFor();
  await page.goBack();
  await groups.waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('words that were looked for are marked where they were found, in the list and in the call', async () => {
  const { page, context } = await open(browser, `${server.url}/traces?q=Wombat`);
  const row = page.getByRole('row').filter({ hasText: 'wombat' });
  await row.locator('mark').waitFor();
  expect(await row.locator('mark').allTextContents()).toEqual(['wombat']);
  await row.click();
  const drawer = page.getByRole('dialog');
  await drawer.locator('mark').first().waitFor();
  expect(await drawer.locator('mark').first().textContent()).toBe('wombat');
  await context.close();
});

test('words that are looked for narrow groups, the strip of calls and the counts beside them', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/traces?q=wombat&by=prompt`);
  const groups = page.getByRole('region', { name: 'Calls by prompt' });
  await groups.getByText('1 group, of the calls with the words searched for').waitFor();
  expect(await groups.getByRole('row').nth(1).textContent()).toContain('returns');
  await page.getByRole('img', { name: '1 call in this range, 0 failed' }).waitFor();
  const aside = page.getByRole('complementary');
  await aside.getByRole('button', { name: /^returns/ }).waitFor();
  expect(await aside.getByRole('button', { name: /^faq/ }).count()).toBe(0);

  await page.goto(`${server.url}/traces?q=upstream+overloaded+Question&by=prompt`);
  await page.getByText('No calls').first().waitFor();
  await page.goto(`${server.url}/traces?q=overloaded+Question&by=prompt`);
  await groups.getByRole('row').nth(1).waitFor();
  await page.getByRole('img', { name: '6 calls in this range, 6 failed' }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('the values of all open fields are counted by one request, and others by one when they are opened', async () => {
  const { page, context } = await open(browser, `${server.url}/overview`);
  const asked: string[][] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/facets')) asked.push((request.postDataJSON() as { fields: string[] }).fields);
  });
  await page.goto(`${server.url}/traces`);
  const aside = page.getByRole('complementary');
  await aside.getByRole('button', { name: /^faq/ }).waitFor();
  expect(asked).toEqual([['status', 'prompt', 'model', 'environment']]);
  await aside.getByRole('button', { name: 'User', exact: true }).click();
  await aside.getByRole('button', { name: /^u3/ }).waitFor();
  expect(asked.slice(1)).toEqual([['user']]);
  // A field's own condition leaves its other values in sight.
  await aside.getByRole('button', { name: /^faq/ }).click();
  await expect.poll(() => asked.length).toBe(3);
  await aside.getByRole('button', { name: /^returns/ }).waitFor();
  expect(asked[2]).toEqual(['status', 'prompt', 'model', 'environment', 'user']);
  await context.close();
});

test('columns are kept by the browser and named by the address', async () => {
  const { page, context } = await open(browser, `${server.url}/traces`);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page
    .getByRole('menuitemcheckbox', { name: 'Finish reason' })
    .or(page.getByRole('menuitemcheckbox', { name: 'Ended with' }))
    .click();
  await expect.poll(() => page.url()).toContain('finish_reason');
  await page.goto(`${server.url}/traces`);
  await page.getByRole('columnheader', { name: 'Ended with' }).waitFor();
  await page.goto(`${server.url}/traces?cols=time,model`);
  await page.getByRole('columnheader', { name: 'Model' }).waitFor();
  expect(await page.getByRole('columnheader').count()).toBe(2);
  await context.close();
});

test('values of any field are counted, those of metadata too', async () => {
  const { page, context } = await open(browser, `${server.url}/traces`);
  const aside = page.getByRole('complementary');
  await aside.getByRole('button', { name: 'More fields' }).click();
  await page.getByRole('combobox', { name: 'Field to count' }).fill('tier');
  await page.getByRole('option', { name: /metadata\.customer\.tier/ }).click();
  await page.keyboard.press('Escape');
  await aside.getByRole('button', { name: /^gold/ }).click();
  await expect.poll(() => page.url()).toContain('f=metadata.customer.tier:eq:gold');
  await context.close();
});

test('the live tail waits while one reads, and says how much is new', async () => {
  const { page, context } = await open(browser, `${server.url}/traces?live=1`);
  await page.getByText('Following new calls').waitFor();
  const table = page.getByRole('region', { name: 'Calls', exact: true });
  await table.getByRole('row').nth(30).waitFor();
  await table.evaluate((frame) => frame.scrollTo({ top: 200 }));
  await page.getByText('Paused').waitFor();
  await sendSpans(server.url, 'shop', [{ attributes: chat('Fresh question', 'Fresh answer') }]);
  await page.getByText('Paused, 1 new').waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('row').filter({ hasText: 'Fresh question' }).waitFor();

  // More than can be shown in a second: what is left out is counted.
  await sendSpans(
    server.url,
    'flood',
    Array.from({ length: 300 }, (_, i) => ({ attributes: chat(`Flood ${i}`, 'wet', { 'user.id': 'flood' }) })),
  );
  await page.getByText(/^\d+ not shown: too many at once/).waitFor();
  await page.getByRole('row').filter({ hasText: 'Flood' }).first().waitFor();
  await context.close();
});

test('live and searching, only calls with the words come in and are counted as waiting', async () => {
  const { page, context } = await open(browser, `${server.url}/traces?live=1&q=comet`);
  await page.getByText('Following new calls').waitFor();
  await sendSpans(server.url, 'shop', [
    { attributes: chat('A comet, first', 'yes') },
    { attributes: chat('Cometary dust', 'no') },
  ]);
  await page.getByRole('row').filter({ hasText: 'A comet, first' }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await sendSpans(server.url, 'shop', [
    { attributes: chat('The second comet', 'yes') },
    { attributes: chat('Nothing of it', 'no') },
  ]);
  await page.getByText('Paused, 1 new').waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('row').filter({ hasText: 'The second comet' }).waitFor();
  expect(await page.getByRole('row').filter({ hasText: 'Cometary' }).count()).toBe(0);
  await context.close();
});

test('two traces are laid side by side, with what each step said', async () => {
  const traces = [hex(16), hex(16)] as const;
  const said = ['It left Lisbon today.', 'It left Porto this morning.'] as const;
  for (const [at, traceId] of traces.entries()) {
    const root = hex(8);
    await sendSpans(server.url, 'shop', [
      { traceId, spanId: root, name: 'where is it', ms: 900, attributes: { 'gen_ai.operation.name': 'invoke_agent' } },
      { traceId, parentSpanId: root, name: 'answer', ms: 400 + at * 200, attributes: chat('Where?', said[at] ?? '') },
      ...(at === 0
        ? []
        : [
            {
              traceId,
              parentSpanId: root,
              name: 'check',
              ms: 20,
              attributes: { 'gen_ai.operation.name': 'execute_tool' },
            },
          ]),
    ]);
  }
  await eventually(async () => (await api<{ spans: unknown[] }>(server, `/traces/${traces[1]}`)).spans.length === 3);
  const { page, context, complaints } = await open(browser, `${server.url}/traces/${traces[0]}`);
  await page.getByRole('button', { name: 'Compare with' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('listitem').first().waitFor();
  await dialog.getByRole('textbox', { name: 'Trace id' }).fill(traces[1]);
  await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect.poll(() => page.url()).toContain(`against=${traces[1]}`);
  const steps = page.getByRole('region', { name: 'Steps', exact: true });
  expect(await steps.getByRole('row').filter({ hasText: 'answer' }).textContent()).toContain('slower');
  expect(await steps.getByRole('row').filter({ hasText: 'check' }).textContent()).toContain('only in the other');
  const difference = page.getByRole('region', { name: 'Difference of the step' });
  await difference.locator('ins').first().waitFor();
  expect(await difference.locator('del').allTextContents()).toEqual(['Lisbon', 'today']);
  expect(await difference.locator('ins').allTextContents()).toEqual(['Porto', 'this morning']);
  await page.getByRole('button', { name: 'Stop comparing' }).click();
  await page.getByRole('tree').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
