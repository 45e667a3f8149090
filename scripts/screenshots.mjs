/** `npm run screenshots`: serves a fresh folder, loads the demo, and takes the pictures of docs/images. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from './browser.mjs';
import { build, install, ROOT } from './fresh.mjs';

install();
await build();

const data = mkdtempSync(join(tmpdir(), 'telltale-screenshots-'));
const cli = join(ROOT, 'server/dist/cli.js');
const env = { ...process.env, TELLTALE_DATA: data, TELLTALE_PORT: '0', TELLTALE_GRPC_PORT: '0' };
const server = spawn(process.execPath, [cli, 'serve'], { env, stdio: ['ignore', 'inherit', 'pipe'] });
const url = await new Promise((resolve) => {
  server.stderr.on('data', (chunk) => {
    const found = /listening on (http:[^"\s]+)/.exec(chunk.toString())?.[1];
    if (found) resolve(found);
  });
});

const api = async (path, body) => {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return answer.json();
};
await api('/demo', {});
for (let state = 'loading'; state === 'loading'; { state } = await api('/demo'))
  await new Promise((wait) => setTimeout(wait, 1000));
// Roll-ups and traces settle behind the load.
await new Promise((wait) => setTimeout(wait, 20_000));
const filter = [{ field: 'prompt', op: 'eq', value: 'research-answer' }];
const { calls } = await api('/calls/search', { range: { from: 'now-2d', to: 'now' }, filter, limit: 1 });

const WIDTHS = [1440, 820, 390];
const PAGES = {
  overview: '/?from=now-7d',
  reliability: '/reliability?from=now-7d',
  quality: '/quality?from=now-7d',
  security: '/security?from=now-7d',
  differs: '/?from=now-7d&diff=prompt:eq:research-answer',
  traces: '/traces?from=now-7d',
  trace: `/traces/${calls[0].trace_id}`,
  conversation: `/traces/${calls[0].trace_id}?as=conversation`,
  board: '/boards/shipped-models?from=now-7d',
  connect: '/connect',
};
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
mkdirSync(join(ROOT, 'docs/images'), { recursive: true });
for (const scheme of ['light', 'dark']) {
  for (const width of WIDTHS) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: scheme,
      timezoneId: 'UTC',
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(5000);
      const file = `${name}-${scheme}${width === WIDTHS[0] ? '' : `-${width}`}.png`;
      await page.screenshot({ path: join(ROOT, 'docs/images', file) });
    }
    await context.close();
  }
}
await browser.close();
server.kill();
await new Promise((ended) => server.once('exit', ended));
rmSync(data, { recursive: true, force: true });
