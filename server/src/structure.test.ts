import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** What CONTRIBUTING.md promises about the shape of the code. */
const ROOT = resolve(import.meta.dirname, '../..');
const MAX_LINES = 400;
const MAX_MEDIAN = 100;

/** In the order of the data: a stage may import from itself and from earlier ones. */
const STAGES = ['wire', 'normalise', 'score', 'journal', 'store', 'query'];

/** What each folder of server/src may import, besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  lib: [],
  model: [],
  pipeline: ['lib', 'model', 'config.ts', 'telemetry.ts'],
  meta: ['lib', 'model', 'config.ts'],
  control: ['lib', 'model', 'meta', 'config.ts'],
  demo: ['lib', 'model', 'pipeline', 'config.ts'],
  api: ['lib', 'model', 'pipeline', 'control', 'demo', 'config.ts', 'telemetry.ts', 'version.ts'],
};

const sources = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|tsx)$/.test(path) && !/\.(gen|d)\.ts$/.test(path) && !path.includes('node_modules'))
    .map((path) => join(ROOT, folder, path));

const server = sources('server/src');
const isTest = (path: string): boolean => /\.test\.tsx?$|[/\\]testing([/\\]|\.ts$)/.test(path);

/** Imports of a file within server/src, as paths below it. */
function importsOf(path: string): string[] {
  const found = readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...found].map(([, specifier = '']) => relative(join(ROOT, 'server/src'), resolve(path, '..', specifier)));
}

test('imports run one way', () => {
  const wrong: string[] = [];
  for (const path of server.filter((file) => !isTest(file))) {
    const from = relative(join(ROOT, 'server/src'), path).split('/');
    for (const imported of importsOf(path)) {
      const to = imported.split('/');
      const line = `${from.join('/')} → ${imported}`;
      const allowed = MAY_IMPORT[from[0]!];
      if (allowed && to[0] !== from[0] && !allowed.includes(to[0]!)) wrong.push(line);
      if (from[0] !== 'pipeline' || to[0] !== 'pipeline') continue;
      const [here, there] = [STAGES.indexOf(from[1]!), STAGES.indexOf(to[1]!)];
      if (here >= 0 && there > here) wrong.push(line);
    }
  }
  expect(wrong).toEqual([]);
});

test('only the stores speak SQL', () => {
  const speakers = server.filter(
    (path) =>
      !isTest(path) && /\b(SELECT|INSERT INTO|ALTER TABLE) .*\b(FROM|telltale\.)/.test(readFileSync(path, 'utf8')),
  );
  const places = speakers.map((path) => relative(join(ROOT, 'server/src'), path).split('/').slice(0, 2).join('/'));
  expect(
    [...new Set(places)].filter((place) => !/^(pipeline\/(store|query|journal)|meta|control)\b/.test(place)),
  ).toEqual([]);
});

test('files are short', () => {
  const files = [...server, ...sources('web/src')];
  const lengths = files.map((path) => ({
    path: relative(ROOT, path),
    lines: readFileSync(path, 'utf8').split('\n').length - 1,
  }));
  expect(lengths.filter(({ path, lines }) => lines > MAX_LINES && !isTest(path))).toEqual([]);
  const sorted = lengths
    .filter(({ path }) => !isTest(path))
    .map(({ lines }) => lines)
    .sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN);
});
