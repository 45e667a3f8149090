/** `npm test`: installs and builds what is missing or stale, then runs every test, those in a browser too. */
import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, ROOT } from './fresh.mjs';

install();
await build();

const { findBrowser } = await import('./browser.mjs');
const browser = findBrowser();
if (!browser) {
  console.error('telltale: the browser tests need Chrome, Chromium or Edge; install one and run `npm test` again');
  process.exit(1);
}

const report = join(ROOT, 'test-results/vitest.json');
rmSync(report, { force: true });
const { status } = spawnSync(
  join(ROOT, 'node_modules/.bin/vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, TELLTALE_TEST_BROWSER: browser } },
);

const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
const skipped = numPendingTests ? `, ${numPendingTests} skipped` : '';
console.log(`\n${numPassedTests} passed, ${numFailedTests} failed${skipped}`);
process.exit(status || (numPassedTests === 0 ? 1 : 0));
