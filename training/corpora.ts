import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';

/** The folder of public data sets that scripts are given: `--corpora <folder>`. Its own README says what is in it. */
export function corporaFolder(): string {
  const { values } = parseArgs({ options: { corpora: { type: 'string' } }, strict: false });
  const folder = values.corpora;
  if (typeof folder !== 'string' || !existsSync(folder)) throw new Error('--corpora <folder> must name a folder');
  return folder;
}

/** The rows of a JSON Lines file, plain or gzipped: `readRows<Row>(corpora, 'refusal/xstest_completions.jsonl')`. */
export function readRows<Row>(corpora: string, file: string): Row[] {
  const bytes = readFileSync(join(corpora, file));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
