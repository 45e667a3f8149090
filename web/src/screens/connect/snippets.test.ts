import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { NO_KEY, pairOf, type Target, WAYS } from './snippets.ts';

const KEY = 'tt_abcd1234_s3cr3t_with-signs0123456';
const target: Target = { url: 'https://telltale.example:4318', grpcPort: 4317, key: KEY, open: false };
const codeOf = (way: (typeof WAYS)[number], given: Target): string =>
  way
    .steps(given)
    .map(({ code }) => code)
    .join('\n');

describe.each(WAYS.map((way) => [way.id, way] as const))('%s', (_, way) => {
  test('holds the address and the key', () => {
    const code = codeOf(way, target);
    expect(code).toContain(target.url);
    expect(code).toContain(way.id === 'langfuse' ? pairOf(KEY).secretKey : KEY);
    expect(code).not.toContain(NO_KEY);
  });

  test('says where a key belongs while there is none', () => {
    expect(codeOf(way, { ...target, key: undefined })).toMatch(/tt_<id>/);
  });

  test('asks for no key where none is needed', () => {
    const code = codeOf(way, { ...target, key: undefined, open: true });
    if (way.needsKey) expect(code).toContain('tt_<id>');
    else expect(code).not.toMatch(/tt_|authorization/i);
  });
});

test('a key whose secret holds underscores is taken apart at the right one', () => {
  expect(pairOf(KEY)).toEqual({ publicKey: 'tt_abcd1234', secretKey: 's3cr3t_with-signs0123456' });
});

test('gRPC is offered only where it listens', () => {
  const way = WAYS.find(({ id }) => id === 'otlp');
  expect(way && codeOf(way, target)).toContain('http://telltale.example:4317');
  expect(way && codeOf(way, { ...target, grpcPort: null })).not.toContain('grpc');
});

test('what curl sends is one span in valid OTLP/JSON, its texts conversations', () => {
  const way = WAYS.find(({ id }) => id === 'curl');
  // The shell fills the body in, as it would for a reader; `curl` is a function that shows it.
  const script = `curl() { cat; }\n${way ? codeOf(way, target) : ''}`;
  const body = JSON.parse(execFileSync('bash', ['-c', script], { encoding: 'utf8' })) as {
    resourceSpans: {
      scopeSpans: { spans: { traceId: string; attributes: { key: string; value: { stringValue?: string } }[] }[] }[];
    }[];
  };
  const span = body.resourceSpans[0]?.scopeSpans[0]?.spans[0];
  expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
  const input = span?.attributes.find(({ key }) => key === 'gen_ai.input.messages')?.value.stringValue;
  expect(JSON.parse(input ?? '')).toEqual([{ role: 'user', content: 'Say hello' }]);
});
