import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = resolve(import.meta.dirname, '../web/dist');
const ASSETS = `${DIST}/assets/`;

const read = (file: string): string => readFileSync(ASSETS + file, 'utf8');
const files = readdirSync(ASSETS).filter((file) => file.endsWith('.js'));
const named = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, file]) => file!);

/** A script and all that it imports before it runs. */
function withImports(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const other of named(read(file), /(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) withImports(other, found);
  return found;
}

const shell = new Set(
  named(readFileSync(`${DIST}/index.html`, 'utf8'), /"\/assets\/([^"]+\.js)"/g).flatMap((file) => [
    ...withImports(file),
  ]),
);
/** What is loaded when somebody goes there: screens and what opens over them. */
const parts = files.filter((file) => !shell.has(file) && [...shell].some((one) => read(one).includes(`/${file}`)));
const kib = (scripts: Iterable<string>): number =>
  [...scripts].reduce((sum, file) => sum + gzipSync(readFileSync(ASSETS + file)).length, 0) / 1024;

test('there is a shell of few files, and screens that are not in it', () => {
  expect(shell.size).toBeGreaterThan(0);
  expect(shell.size).toBeLessThan(6);
  expect(parts.length).toBeGreaterThan(9);
});

/** Those parts of which `of` is more than so much, with what it is. */
const above = (limit: number, of: (scripts: Set<string>) => number): Record<string, number> =>
  Object.fromEntries(parts.map((part) => [part, of(withImports(part))] as const).filter(([, value]) => value > limit));

test('whatever is opened first, at most 250 KiB of scripts come', () => {
  expect(above(250, (scripts) => kib(new Set([...shell, ...scripts])))).toEqual({});
});

test('no screen comes in many small files', () => {
  expect(above(10, (scripts) => [...scripts].filter((file) => !shell.has(file)).length)).toEqual({});
});
