/** `npm run train -- --corpora <folder>`: learns the small models anew and writes them where the server reads them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Card } from '../server/src/pipeline/score/models/model.ts';
import { corporaFolder } from './corpora.ts';
import { DOCUMENTS, insertedDocuments } from './documents.ts';
import { quality } from './eval/models.ts';
import { train as trainGroundedness } from './groundedness.ts';
import { allExamples, HEADS, type Head, ordinary, textsOf, train } from './heads.ts';
import { writeLanguages } from './language.ts';
import { MEANINGS, meanings } from './meaning.ts';
import { SOURCES, type SourceName } from './sources.ts';
import { share } from './statistics.ts';

const FOLDER = join(import.meta.dirname, '../server/src/pipeline/score/models');
const VERSION = '1';

await writeLanguages(FOLDER);
const corpora = corporaFolder();
const measured = quality(corpora);
for (const head of Object.values(HEADS)) {
  const trained = train(head, corpora, allExamples(head, corpora));
  const rest = ordinary(head, corpora, 'report');
  const called = rest.filter(({ text }) => trained.margin(text) >= 0).length;
  const card: Card = {
    name: head.name,
    version: VERSION,
    date: new Date().toISOString().slice(0, 10),
    tells: head.tells,
    bias: rounded(trained.linear.bias),
    scale: trained.scale,
    cut: rounded(trained.cut),
    falseAlarms: head.falseAlarms,
    calibratedOn: head.ordinary.map((source) => SOURCES[source].origin),
    data: dataOf(head),
    quality: [
      ...measured[head.name],
      {
        on: 'false alarms of the weights that ship, on the ordinary texts that set no cut',
        figure: share(called, rest.length),
      },
    ],
  };
  writeFileSync(join(FOLDER, `${head.name}.bin`), trained.weights);
  writeFileSync(join(FOLDER, `${head.name}.json`), `${JSON.stringify(card, null, 2)}\n`);
  console.log(`${head.name}: cut ${card.cut}, false alarms ${share(called, rest.length)}`);
}

writeFileSync(join(FOLDER, 'groundedness.json'), `${JSON.stringify(trainGroundedness(corpora), null, 2)}\n`);

function dataOf(head: Head): Card['data'] {
  const sources: Card['data'] = (Object.keys(head.learns) as SourceName[]).map((source) => {
    const { origin, licence } = SOURCES[source];
    const texts = textsOf(corpora, source);
    return { source, origin, licence, texts: texts.length, positive: texts.filter(({ label }) => label).length };
  });
  if (head.meanings) sources.push({ ...MEANINGS, texts: meanings().size, positive: 0 });
  if (!head.segments) return sources;
  const documents = insertedDocuments(corpora);
  const positive = documents.filter(({ label }) => label).length;
  return [...sources, { source: 'bipia', ...DOCUMENTS, texts: documents.length, positive }];
}

function rounded(value: number): number {
  return Number(value.toFixed(6));
}
