/**
 * What each page of the dashboard costs a browser: scripts, requests, statements, and how soon it can be used.
 * `npm run bench:pages [-- --runs 5 --data <folder> --project <id>]`; without a data folder that has calls, the built server in a
 * fresh one, with the demo's. Medians of the runs, each in a browser that has seen nothing. Server, engine and browser share the machine.
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../scripts/browser.mjs';
import { api, eventually, removeFolder, startServer, temporaryFolder } from '../test/server.ts';
import { interaction, type Load, loadPage } from './page-load.ts';

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    data: { type: 'string' },
    project: { type: 'string', default: 'default' },
  },
});
const RUNS = Number(flags.runs);
const DIST = resolve(import.meta.dirname, '../web/dist');

/** What every page loads first: the scripts that the document names. */
const SHELL = new Set(
  [...readFileSync(`${DIST}/index.html`, 'utf8').matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path]) => path!),
);
const zipped = (paths: Iterable<string>): number =>
  [...paths].reduce((sum, path) => sum + gzipSync(readFileSync(DIST + path)).length, 0);

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();
/** By page: what a reader does on it, all over data that is there already. */
const ACTS: Record<string, ((page: Page) => Promise<unknown>)[]> = {
  overview: [
    (page) => page.keyboard.press('t'),
    (page) => page.keyboard.press('Escape'),
    (page) => page.keyboard.press('f'),
    (page) => page.keyboard.press('Escape'),
    (page) => page.keyboard.press('Control+k'),
    (page) => page.keyboard.press('Escape'),
    (page) => button(page, 'Enlarge Cost').click(),
    (page) => button(page, 'Make Cost small').click(),
    (page) => button(page, /^Last 24 hours/).click(),
    (page) => page.getByRole('button', { name: 'Last 7 days' }).click(),
    (page) => page.goBack(),
  ],
  reliability: [
    (page) => page.keyboard.press('t'),
    (page) => page.keyboard.press('Escape'),
    (page) => page.getByRole('radio', { name: 'First token' }).first().click(),
    (page) => page.getByRole('radio', { name: 'Whole answer' }).first().click(),
  ],
  traces: [
    (page) => page.keyboard.press('j'),
    (page) => page.keyboard.press('Enter'),
    (page) => page.keyboard.press('j'),
    (page) => page.keyboard.press('k'),
    (page) => page.keyboard.press('Escape'),
  ],
};

async function interactions(page: Page, name: string): Promise<number[]> {
  const acts = ACTS[name] ?? [];
  const took: number[] = [];
  // The first round fills the caches.
  for (const round of [0, 1, 2, 3])
    for (const act of acts) {
      const ms = await interaction(page, () => act(page));
      if (round > 0) took.push(ms);
    }
  return took;
}

const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};
const statements = async (url: string): Promise<number> =>
  Number(/^telltale_read_seconds_count (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? Number.NaN);

async function measure(browser: Browser, url: string, name: string, path: string): Promise<string[]> {
  const loads: (Load & { statements: number })[] = [];
  let took: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = await statements(url);
    const last = run === RUNS - 1;
    let after = Number.NaN;
    const load = await loadPage(browser, addressOf(url, path), async (page) => {
      after = await statements(url);
      if (last) took = await interactions(page, name);
    });
    loads.push({ ...load, statements: after - before });
  }
  const median = (of: (load: (typeof loads)[number]) => number): number => quantile(loads.map(of), 0.5);
  const whole = (of: (load: (typeof loads)[number]) => number): string => Math.round(median(of)).toLocaleString('en');
  const route = [...(loads[0]?.scripts.keys() ?? [])].filter((script) => !SHELL.has(script) && script !== '/theme.js');
  const kib = (bytes: number): string => (bytes / 1024).toFixed(0);
  return [
    name,
    kib(zipped(SHELL)),
    kib(zipped(route)),
    whole(({ files }) => files),
    whole(({ apiRequests }) => apiRequests),
    whole((load) => load.statements),
    kib(median(({ apiBytes }) => apiBytes)),
    whole(({ firstPaint }) => firstPaint),
    whole(({ largestPaint }) => largestPaint),
    whole((load) => load.whole),
    whole(({ interactive }) => interactive),
    whole(({ longest }) => longest),
    median(({ shift }) => shift).toFixed(3),
    took.length === 0 ? '–' : `${Math.round(quantile(took, 0.5))} / ${Math.round(quantile(took, 0.95))}`,
  ];
}

const addressOf = (url: string, path: string): string => {
  const address = new URL(path, url);
  if (flags.project !== 'default') address.searchParams.set('project', flags.project);
  return address.href;
};

const HEAD = [
  'page',
  'shell KiB',
  'page KiB',
  'files',
  'requests',
  'statements',
  'answers KiB',
  'first paint',
  'largest paint',
  'whole',
  'interactive',
  'longest task',
  'shift',
  'interaction p50 / p95',
];

/** A server with calls: those of the folder that was named, or the demo's. */
async function subject(): Promise<{ url: string; end: () => Promise<void> }> {
  if (flags.data) {
    const server = await startServer({ data: flags.data });
    // Rows that were written past the server belong to a project it has not heard of.
    const { projects } = await api<{ projects: { id: string }[] }>(server, '/projects');
    if (!projects.some(({ id }) => id === flags.project))
      await api(server, '/projects', { id: flags.project, name: flags.project });
    return { url: server.url, end: async () => void (await server.stop()) };
  }
  const data = temporaryFolder();
  const server = await startServer({ data });
  await api(server, '/demo', {});
  await eventually(async () => (await api<{ state: string }>(server, '/demo')).state !== 'loading', 300_000);
  // Roll-ups and traces settle behind the load.
  await new Promise((wait) => setTimeout(wait, 20_000));
  const end = async (): Promise<void> => {
    await server.stop();
    removeFolder(data);
  };
  return { url: server.url, end };
}

async function pages(url: string): Promise<Record<string, string>> {
  const filter = flags.data ? [] : [{ field: 'prompt', op: 'eq', value: 'research-answer' }];
  const project = { 'x-telltale-project': flags.project };
  const range = { from: 'now-7d', to: 'now' };
  const { calls } = await api<{ calls: { trace_id: string }[] }>(
    { url },
    '/calls/search',
    { range, filter, limit: 1 },
    project,
  );
  return {
    overview: '/',
    reliability: '/reliability',
    traces: '/traces',
    'traces, grouped': '/traces?by=prompt',
    trace: `/traces/${calls[0]?.trace_id}`,
    boards: '/boards',
    'a board': '/boards/shipped-models',
    connect: '/connect',
    'settings, keys': '/settings/keys',
    'settings, prices': '/settings/prices',
    'settings, system': '/settings/system',
  };
}

const executablePath = findBrowser();
if (!executablePath) throw new Error('no browser was found');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const { url, end } = await subject();
const load = loadavg().map((one) => one.toFixed(1));
console.log(`${cpus().length} cores, ${cpus()[0]?.model}, load ${load.join(' ')}; medians of ${RUNS}, times in ms\n`);
console.log(`| ${HEAD.join(' | ')} |\n| --- |${' --: |'.repeat(HEAD.length - 1)}`);
for (const [name, path] of Object.entries(await pages(url)))
  console.log(`| ${(await measure(browser, url, name, path)).join(' | ')} |`);
await browser.close();
await end();
