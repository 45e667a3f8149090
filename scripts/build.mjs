/** `npm run build`: the server as one folder of bundled modules, the dashboard as static files. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './fresh.mjs';

const bin = (name) => join(ROOT, 'node_modules/.bin', name);

export function buildServer() {
  rmSync(join(ROOT, 'server/dist'), { recursive: true, force: true });
  run(bin('esbuild'), [
    'cli=server/src/cli.ts',
    'engine=server/src/pipeline/store/chdb/engine-process.ts',
    'scorer=server/src/pipeline/score/worker.ts',
    '--bundle',
    '--splitting',
    '--format=esm',
    '--platform=node',
    '--target=node20.19',
    '--packages=external',
    '--sourcemap=linked',
    '--log-level=warning',
    '--outdir=server/dist',
  ]);
  // Weights and cards of the small models are read as files.
  cpSync(join(ROOT, 'server/src/pipeline/score/models'), join(ROOT, 'server/dist/models'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
}

export function buildWeb() {
  run(bin('vite'), ['build', '--logLevel', 'warn'], { cwd: join(ROOT, 'web') });
}

if (process.argv[1] === import.meta.filename) {
  buildServer();
  buildWeb();
}
