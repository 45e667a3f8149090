import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What stands in the place of a page and is nothing to put on one. */
const WHOLE_PAGES = ['NotFound', 'Page'];

test('every primitive has a place among the states', () => {
  const shown = readFileSync(join(import.meta.dirname, 'specimens.tsx'), 'utf8');
  const primitives = readdirSync(join(import.meta.dirname, '../../ui')).map((file) => file.replace('.tsx', ''));
  expect(primitives.length).toBeGreaterThan(10);
  const missing = primitives.filter((name) => !WHOLE_PAGES.includes(name) && !shown.includes(`/ui/${name}.tsx'`));
  expect(missing).toEqual([]);
});
