import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
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
    Array.from({ length: 300 }, (_, i) => ({
      agoMs: i * 5_000,
      ms: 200 + i,
      attributes: chat(`Question ${i}`, `Answer ${i}`, {
        'telltale.prompt.name': i % 2 ? 'faq' : '=SUM(A1)',
        'user.id': `u${i % 4}`,
      }),
    })),
  );
  await untilCalls(server, 300);
  await api(server, '/keys', { name: 'ci', scopes: ['read'] });
  await api(server, '/prices', { model: 'own-model', input: 1, output: 2 });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(data);
});

/** Chooses an item of an export menu; the name and content of the file it gives. */
async function take(page: Page, menu: string, item: string): Promise<{ name: string; content: Buffer }> {
  await page.getByRole('button', { name: menu, exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item }).click(),
  ]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

test('every call of the view comes as one file, not only those in sight', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/traces?f=prompt:eq:faq`);
  await page.getByRole('row').filter({ hasText: 'Question' }).first().waitFor();
  const csv = await take(page, 'Export calls', 'CSV');
  expect(csv.name).toMatch(/^default_calls_\d{8}T\d{4}Z-\d{8}T\d{4}Z\.csv$/);
  const lines = csv.content.toString().trim().split('\r\n');
  expect(lines).toHaveLength(151);
  expect(lines[0]).toMatch(/^time,trace_id,span_id,/);
  const jsonl = await take(page, 'Export calls', 'JSON, one object a line');
  const rows = jsonl.content
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { prompt: string });
  expect(rows).toHaveLength(150);
  expect(new Set(rows.map(({ prompt }) => prompt))).toEqual(new Set(['faq']));
  expect(complaints).toEqual([]);
  await context.close();
});

test('groups come as they are sorted, and no spreadsheet runs what a prompt is called', async () => {
  const { page, context } = await open(browser, `${server.url}/traces?by=prompt&cols=calls,cost`);
  await page.getByRole('row').filter({ hasText: 'faq' }).waitFor();
  const { content } = await take(page, 'Export Calls by prompt', 'CSV');
  const lines = content.toString().trim().split('\r\n');
  expect(lines[0]).toBe('prompt,n,cost');
  expect(lines.slice(1).some((line) => line.startsWith("'=SUM(A1),150,"))).toBe(true);
  await context.close();
});

test('two charts that belong together come as one picture', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/reliability?from=now-1h`);
  // What is far below is not asked for until one comes near.
  await page.getByRole('slider', { name: /Output speed/ }).waitFor();
  await page.evaluate(() => scrollTo(0, 1e6));
  const [left, right] = [/Latency by calls in flight/, /Throughput by calls in flight/].map((name) =>
    page.getByRole('slider', { name }),
  );
  await left?.waitFor();
  const { name, content } = await take(page, 'Export Latency under load', 'Picture');
  expect(name).toMatch(/^default_latency-under-load_.*\.png$/);
  const [first, second] = [await left?.boundingBox(), await right?.boundingBox()];
  const width = (second?.x ?? 0) + (second?.width ?? 0) - (first?.x ?? 0);
  expect(content.readUInt32BE(16) / 2).toBeGreaterThan(width);
  expect(complaints).toEqual([]);
  await context.close();
});

test.each([false, true])('a chart comes as data and as a picture with title and legend (dark: %s)', async (dark) => {
  const { page, context, complaints } = await open(browser, `${server.url}/?from=now-1h`, { dark });
  await page.getByRole('slider', { name: /Latency over time/ }).waitFor();
  const json = await take(page, 'Export Latency', 'JSON');
  const { what, range, rows } = JSON.parse(json.content.toString()) as {
    what: string;
    range: { from: string };
    rows: { time: string; n?: number }[];
  };
  expect(what).toBe('Latency');
  expect(Date.parse(range.from)).not.toBeNaN();
  expect(rows.reduce((sum, { n = 0 }) => sum + n, 0)).toBe(300);
  const png = await take(page, 'Export Latency', 'Picture');
  expect(png.name).toMatch(/^default_latency_.*\.png$/);
  expect(png.content.subarray(1, 4).toString()).toBe('PNG');
  // Width and height stand at the beginning of a PNG; the first pixel tells the theme.
  expect(png.content.readUInt32BE(16)).toBeGreaterThan(600);
  const corner = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    const ink = canvas.getContext('2d');
    ink?.drawImage(image, 0, 0);
    return [...(ink?.getImageData(0, 0, 1, 1).data ?? [])];
  }, png.content.toString('base64'));
  expect(corner).toEqual(dark ? [0x13, 0x15, 0x19, 255] : [255, 255, 255, 255]);
  expect(complaints).toEqual([]);
  await context.close();
});

test.each([
  ['/traces', 'Volume of calls', 'time,calls,failed'],
  ['/settings/keys', 'API keys', 'id,name,scopes,created_at,last_used_at'],
  ['/settings/projects', 'Projects', 'id,name,created_at'],
  ['/settings/prices', 'Prices', 'provider,model,input,output,cached,cache_write,effective_from'],
])('%s: %s come as a table', async (path, what, head) => {
  const { page, context, complaints } = await open(browser, `${server.url}${path}`);
  const { content } = await take(page, `Export ${what}`, 'CSV');
  const [first, ...rows] = content.toString().trim().split('\r\n');
  expect(first).toBe(head);
  expect(rows.length).toBeGreaterThan(0);
  expect(content.toString()).not.toMatch(/tt_|secret/);
  expect(complaints).toEqual([]);
  await context.close();
});

test('ranked bars come as a picture, a row each', async () => {
  const { page, context, complaints } = await open(browser, `${server.url}/boards/shipped-models?from=now-1h`);
  await page.getByRole('list', { name: 'Output speed' }).getByRole('button').first().waitFor();
  const { content } = await take(page, 'Export Output speed', 'Picture');
  expect(content.subarray(1, 4).toString()).toBe('PNG');
  // One model: head, one row and margins.
  expect(content.readUInt32BE(16) / 2).toBeGreaterThan(400);
  expect(content.readUInt32BE(20) / 2).toBeGreaterThan(80);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a cost and two compared traces come as tables', async () => {
  const range = { from: 'now-1h' };
  const { calls } = await api<{ calls: { trace_id: string; span_id: string }[] }>(server, '/calls/search', {
    range,
    limit: 2,
  });
  const [one, other] = calls.map(({ trace_id }) => trace_id);
  const { page, context, complaints } = await open(browser, `${server.url}/traces/${one}?against=${other}`);
  const steps = await take(page, 'Export Compared traces', 'CSV');
  expect(steps.content.toString().split('\r\n')[0]).toBe(
    'step,duration_ms,duration_ms there,output_tokens,output_tokens there,cost,cost there',
  );
  await page.goto(`${server.url}/traces?sel=${one}/${calls[0]?.span_id}&tab=cost`);
  const cost = await take(page, 'Export Cost of a call', 'CSV');
  expect(cost.content.toString()).toMatch(/^class,tokens,usd_per_million,cost\r\ninput,1000,/);
  expect(complaints).toEqual([]);
  await context.close();
});
