import { afterEach, expect, test, vi } from 'vitest';
import { askFacet } from './facetAsk.ts';

const shape = { filter: [], range: { from: 'now-1h', to: 'now' }, limit: 9 };
const never = new AbortController().signal;

/** Answers each request with its own fields, and keeps what was asked. */
function listen() {
  const asked: { fields: string[]; signal: AbortSignal }[] = [];
  vi.stubGlobal('fetch', (_path: string, { body, signal }: { body: string; signal: AbortSignal }) => {
    const { fields } = JSON.parse(body) as { fields: string[] };
    asked.push({ fields, signal });
    const facets = fields.map((field) => ({ field, values: [{ value: `${field}!`, n: 1 }] }));
    return Promise.resolve(new Response(JSON.stringify({ facets, sampled: shape.range })));
  });
  return asked;
}
afterEach(() => void vi.unstubAllGlobals());

test('fields of one moment are one request, and each asker gets its own', async () => {
  const asked = listen();
  const [model, user] = await Promise.all([
    askFacet('model', shape, never),
    askFacet('user', shape, never),
    askFacet('model', { ...shape, text: 'refund' }, never),
  ]);
  expect(asked.map(({ fields }) => fields)).toEqual([['model', 'user'], ['model']]);
  expect(model).toEqual({ values: [{ value: 'model!', n: 1 }], sampled: shape.range });
  expect(user.values).toEqual([{ value: 'user!', n: 1 }]);
});

test('the request is given up when nobody waits for it any more', async () => {
  const asked = listen();
  const [first, second] = [new AbortController(), new AbortController()];
  const answers = [askFacet('model', shape, first.signal), askFacet('user', shape, second.signal)];
  await Promise.all(answers);
  first.abort();
  expect(asked[0]?.signal.aborted).toBe(false);
  second.abort();
  expect(asked[0]?.signal.aborted).toBe(true);
});
