/** `npm start`: installs and builds what is missing or stale, then serves in this process. */
import './node-version.mjs';
import { build, install } from './fresh.mjs';

install();
await build();
process.argv.splice(2, Number.POSITIVE_INFINITY, 'serve');
await import('../server/dist/cli.js');
