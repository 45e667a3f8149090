import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What stands in the place of a page and is nothing to put on one. */
const WHOLE_PAGES = ['NotFound', 'Page'];
/** Parts of charts, shown with them. */
const INNER = ['HeatAxes', 'HeatTip', 'Markers'];

const source = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');
const parts = (folder: string): string[] =>
  readdirSync(join(import.meta.dirname, '../..', folder)).flatMap((file) => /^([A-Z]\w+)\.tsx$/.exec(file)?.[1] ?? []);

test('every primitive has a place among the states', () => {
  const shown = source('specimens.tsx');
  expect(parts('ui').length).toBeGreaterThan(10);
  const missing = parts('ui').filter((name) => !WHOLE_PAGES.includes(name) && !shown.includes(`/ui/${name}.tsx'`));
  expect(missing).toEqual([]);
});

test('every chart has a place among the states', () => {
  const shown = source('charts.tsx');
  expect(parts('charts').length).toBeGreaterThan(6);
  const missing = parts('charts').filter((name) => !INNER.includes(name) && !shown.includes(`/charts/${name}.tsx'`));
  expect(missing).toEqual([]);
});
