#!/usr/bin/env -S node --max-semi-space-size=64
// Rows live until they are synced: with the default of 16 MiB many are copied twice before they go. Also in the script `start`.
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli.js', import.meta.url);
if (existsSync(cli)) await import(cli.href);
else {
  console.error('telltale: not built yet; run `npm start` or `npm run build` first');
  process.exitCode = 2;
}
