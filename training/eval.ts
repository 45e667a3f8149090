/** `npm run eval -- --corpora <folder> [--only <name>] [--out <file>]`: how good each detector is, on data it has not seen. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { corporaFolder } from './corpora.ts';
import { markdown, type Table } from './table.ts';

type Evaluate = (corpora: string) => Promise<Table[]>;

/** By name, in the order of the page. One line each. */
const EVALUATORS: Record<string, () => Promise<{ evaluate: Evaluate }>> = {
  models: () => import('./eval/models.ts'),
  adherence: () => import('./eval/adherence.ts'),
  pii: () => import('./eval/pii.ts'),
  leak: () => import('./eval/leak.ts'),
  repetition: () => import('./eval/repetition.ts'),
  groundedness: () => import('./eval/groundedness.ts'),
};

const { values } = parseArgs({
  options: { corpora: { type: 'string' }, only: { type: 'string' }, out: { type: 'string' } },
});
const corpora = corporaFolder();
const parts: string[] = [];
for (const [name, load] of Object.entries(EVALUATORS)) {
  if (values.only && values.only !== name) continue;
  const { evaluate } = await load();
  const text = (await evaluate(corpora)).map(markdown).join('\n\n');
  console.log(`${text}\n`);
  parts.push(text);
}
if (values.out) writeFileSync(values.out, `${parts.join('\n\n')}\n`);
