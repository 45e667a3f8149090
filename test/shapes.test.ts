import { expect, test } from 'vitest';
import { SHAPES as SERVER } from '../server/src/api/board-check.ts';
import { SHAPES as WEB } from '../web/src/screens/boards/shapes.ts';

test('the editor of boards offers what the server accepts', () => {
  const offered = Object.entries(WEB).map(([kind, { metrics, groups, limit }]) => [
    kind,
    { metrics, groups, limit: limit[0] },
  ]);
  expect(Object.fromEntries(offered)).toEqual(SERVER);
});
