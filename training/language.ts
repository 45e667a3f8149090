import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What eld, the package that these n-grams are taken from, has in its files. */
interface Published {
  ngramsData: { languages: Record<string, string>; ngrams: Record<string, Record<string, number>> };
  dictionary: string[];
  avgScore: Record<string, number>;
}

const SPACE = ' ';

/** Writes eld's smallest set of n-grams as bytes: of each its four bytes, where words begin and end, and its scores by language. */
export async function writeLanguages(folder: string): Promise<void> {
  const root = new URL('../', import.meta.resolve('eld/extrasmall'));
  const parts = await Promise.all(
    ['ngrams/extrasmall.js', 'dictionary.js', 'avgScore.js'].map(
      (file) => import(new URL(file, root).href) as Promise<Partial<Published>>,
    ),
  );
  const { ngramsData, dictionary, avgScore } = Object.assign({}, ...parts) as Published;
  const codes = Object.values(ngramsData.languages);
  // Bytes are written as single characters there; 39 and 96 and small letters stand for themselves.
  const bytes = new Map(dictionary.map((character, byte) => [character, byte]));
  bytes.delete(SPACE);
  const out: number[] = [];
  for (const [gram, scores] of Object.entries(ngramsData.ngrams)) {
    const [begins, ends] = [gram.startsWith(SPACE), gram.endsWith(SPACE)];
    const signs = [...gram.slice(begins ? 1 : 0, ends ? -1 : undefined)].map((sign) => bytes.get(sign)!);
    out.push(
      ...[0, 1, 2, 3].map((at) => signs[at] ?? 0),
      (begins ? 1 : 0) + (ends ? 2 : 0),
      Object.keys(scores).length,
    );
    for (const [language, score] of Object.entries(scores)) out.push(Number(language), score);
  }
  const { version } = JSON.parse(readFileSync(fileURLToPath(new URL('../package.json', root)), 'utf8')) as {
    version: string;
  };
  const card = {
    name: 'language',
    version: '1',
    tells: 'The language of a text by the n-grams of its first bytes, among sixty.',
    data: [
      {
        source: `eld ${version}, n-grams extrasmall`,
        origin: 'nitotm/efficient-language-detector-js',
        licence: 'Apache-2.0',
      },
    ],
    ngrams: Object.keys(ngramsData.ngrams).length,
    languages: codes.map((code) => ({ code, usual: avgScore[code]! })),
  };
  writeFileSync(join(folder, 'language.bin'), Uint8Array.from(out));
  writeFileSync(join(folder, 'language.json'), `${JSON.stringify(card, null, 2)}\n`);
}
