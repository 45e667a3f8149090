/**
 * A trace of 100,000 spans in a browser: how soon it can be read, and how evenly its waterfall moves while one scrolls through it.
 * `npm run bench:scroll [-- --spans 100000]`. A frame is 16.7 ms at best. Server, engine and browser share the machine.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { findBrowser } from '../scripts/browser.mjs';
import { hex, type SentSpan, sendSpans } from '../test/e2e/spans.ts';
import { api, eventually, removeFolder, startServer, temporaryFolder } from '../test/server.ts';
import { loadPage } from './page-load.ts';

const { values: flags } = parseArgs({ options: { spans: { type: 'string', default: '100000' } } });
const SPANS = Number(flags.spans);
const BATCH = 2000;
const WHEELS = 150;

/** A chain of agents, each with nine calls: sent in pieces, as long traces are. */
async function send(url: string): Promise<string> {
  const traceId = hex(16);
  const id = (at: number): string => (at + 1).toString(16).padStart(16, '0');
  for (let from = 0; from < SPANS; from += BATCH) {
    const spans = Array.from({ length: Math.min(BATCH, SPANS - from) }, (_, i): SentSpan => {
      const at = from + i;
      const agent = at % 10 === 0;
      return {
        ...{
          traceId,
          spanId: id(at),
          agoMs: SPANS - at,
          ms: agent ? 400 : 40,
          name: agent ? `step ${at / 10}` : 'chat',
        },
        ...(at > 0 && { parentSpanId: id(agent ? 0 : at - (at % 10)) }),
        attributes: agent
          ? { 'gen_ai.operation.name': 'invoke_agent' }
          : { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 9 },
      };
    });
    await sendSpans(url, 'bench', spans);
  }
  await eventually(async () => {
    const body = { metrics: ['calls'], range: { from: 'now-1h' } };
    const { rows } = await api<{ rows: { n: number }[] }>({ url }, '/query', body);
    return (rows[0]?.n ?? 0) >= SPANS * 0.9;
  }, 120_000);
  return traceId;
}

/** Turns the wheel over the waterfall; the length of each frame meanwhile, in ms. */
async function frames(page: Page): Promise<number[]> {
  const box = await page.getByRole('treegrid').or(page.getByRole('tree')).first().boundingBox();
  if (!box) throw new Error('there is no waterfall');
  await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, 500) / 2);
  const shown = () => page.getByRole('treeitem').last().textContent();
  const first = await shown();
  await page.evaluate(() => {
    const seen: number[] = [];
    let before = performance.now();
    const frame = (now: number): void => {
      seen.push(now - before);
      before = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(window, { frames: seen });
  });
  for (let i = 0; i < WHEELS; i++) {
    await page.mouse.wheel(0, i % 30 === 29 ? 40_000 : 400);
    await page.waitForTimeout(20);
  }
  if ((await shown()) === first) throw new Error('the waterfall did not move');
  return page.evaluate(() => (window as unknown as { frames: number[] }).frames);
}

const executablePath = findBrowser();
if (!executablePath) throw new Error('no browser was found');
const data = temporaryFolder();
const server = await startServer({ data });
const trace = await send(server.url);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
let lengths: number[] = [];
const load = await loadPage(browser, `${server.url}/traces/${trace}`, async (page) => {
  lengths = (await frames(page)).sort((a, b) => a - b);
});
const at = (q: number): string =>
  (lengths[Math.min(lengths.length - 1, Math.floor(q * lengths.length))] ?? 0).toFixed(1);
console.log(`${cpus().length} cores, ${cpus()[0]?.model}; ${SPANS.toLocaleString('en')} spans`);
console.log(`can be read after ${load.whole.toFixed(0)} ms, longest task ${load.longest.toFixed(0)} ms`);
console.log(
  `${lengths.length} frames while scrolling: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${at(1)} ms`,
);
await browser.close();
await server.stop();
removeFolder(data);
