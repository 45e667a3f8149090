import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pages, REFERENCE } from './reference.ts';

/** Figures, not code: written by `npm run eval`. */
const MEASURED = 'detectors.md';

test('docs/reference says what the code says: `npx tsx server/src/reference.ts` writes it', () => {
  const written = Object.fromEntries(
    readdirSync(REFERENCE)
      .filter((name) => name !== MEASURED)
      .map((name) => [name, readFileSync(join(REFERENCE, name), 'utf8')]),
  );
  expect(written).toEqual(pages());
});
