#!/usr/bin/env node
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli.js', import.meta.url);
if (existsSync(cli)) await import(cli.href);
else {
  console.error('telltale: not built yet; run `npm start` or `npm run build` first');
  process.exitCode = 2;
}
