import { describe, expect, test } from 'vitest';
import type { WireSpan } from '../../model/wire.ts';
import { BodyTooLarge, MalformedBody } from './errors.ts';
import { decodeTracesJson } from './otlp-json.ts';
import { decodeTraces } from './otlp-proto.ts';
import { reference, toOtlpJson } from './testing/reference.ts';

const SPAN = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1) };
const requestOf = (span: object): object => ({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...SPAN, ...span }] }] }] });
const encode = (request: object): Buffer =>
  Buffer.from(reference('Traces').encode(reference('Traces').fromObject(request)).finish());

/** The one span of a request, through both formats, which must agree. */
function decodeBoth(span: object): WireSpan {
  const request = requestOf(span);
  const decoded = decodeTraces(encode(request));
  expect(decodeTracesJson(toOtlpJson(request))).toEqual(decoded);
  return decoded.items[0] as WireSpan;
}

const text = (stringValue: string): object => ({ stringValue });

describe('a span beyond the limits is cut, marked and kept', () => {
  test('attributes: the first 1,024 keys, the rest counted; the last value of a key wins', () => {
    const keys = [...Array.from({ length: 1500 }, (_, i) => `k${i}`), 'k7'];
    const { attributes } = decodeBoth({ attributes: keys.map((key, i) => ({ key, value: { intValue: String(i) } })) });
    expect(attributes.size).toBe(1025);
    expect([attributes.get('k1023'), attributes.get('k1024'), attributes.get('k7')]).toEqual([1023, undefined, 1500]);
    expect(attributes.get('telltale.dropped_attributes')).toBe(476);
  });

  test('values, keys and names: cut between characters, with the bytes that went', () => {
    const long = 'é'.repeat(600_000);
    const span = decodeBoth({
      name: 'n'.repeat(5000),
      attributes: [
        { key: 'long', value: text(long) },
        { key: 'odd', value: text(`x${long}`) },
        { key: 'K'.repeat(2000), value: text('v') },
        { key: 'fits', value: text('x'.repeat(1 << 20)) },
      ],
      status: { message: long },
    });
    expect(span.name).toBe(`${'n'.repeat(4096)}…[truncated 904 bytes]`);
    const cut = `${'é'.repeat(524_288)}…[truncated 151424 bytes]`;
    expect([span.attributes.get('long'), span.status_message]).toEqual([cut, cut]);
    expect(span.attributes.get('odd')).toBe(`x${'é'.repeat(524_287)}…[truncated 151426 bytes]`);
    expect(span.attributes.has(`${'K'.repeat(1024)}…[truncated 976 bytes]`)).toBe(true);
    expect(span.attributes.get('fits')).toHaveLength(1 << 20);
  });

  test('events and links: the first 1,024, the rest counted; a link that leads nowhere is dropped', () => {
    const links = [{ traceId: Buffer.alloc(16), spanId: SPAN.spanId }, ...Array(1100).fill(SPAN)];
    const span = decodeBoth({ events: Array(1100).fill({ name: 'e' }), links });
    expect([span.events.length, span.links.length]).toEqual([1024, 1024]);
    expect(span.attributes).toEqual(
      new Map([
        ['telltale.dropped_events', 76],
        ['telltale.dropped_links', 77],
      ]),
    );
  });

  test('bytes over a mebibyte leave their size', () => {
    const span = decodeBoth({ attributes: [{ key: 'image', value: { bytesValue: Buffer.alloc(2 << 20, 7) } }] });
    expect(span.attributes.get('image')).toBe('…[truncated 2097152 bytes]');
  });
});

const nested = (depth: number): object =>
  depth === 0 ? { intValue: '1' } : { arrayValue: { values: [nested(depth - 1)] } };

test('values nest 32 deep, not 33', () => {
  const at = (depth: number): object => requestOf({ attributes: [{ key: 'a', value: nested(depth) }] });
  expect(decodeTraces(encode(at(32))).items).toEqual(decodeTracesJson(toOtlpJson(at(32))).items);
  expect(() => decodeTraces(encode(at(33)))).toThrow(MalformedBody);
  expect(() => decodeTracesJson(toOtlpJson(at(33)))).toThrow(MalformedBody);
});

test('a body of tiny values that unfold to gigabytes is refused', () => {
  const message = (tag: number, inner: Buffer): Buffer => {
    const size = Buffer.alloc(6);
    let at = 0;
    size[at++] = tag;
    let rest = inner.length;
    for (; rest > 127; rest >>>= 7) size[at++] = (rest & 127) | 128;
    size[at++] = rest;
    return Buffer.concat([size.subarray(0, at), inner]);
  };
  const many = Buffer.alloc(10_000_000, Buffer.from([0x0a, 0]));
  const span = message(0x4a, message(0x12, message(0x2a, many)));
  const start = performance.now();
  expect(() => decodeTraces(message(0x0a, message(0x12, message(0x12, span))))).toThrow(BodyTooLarge);
  expect(() => decodeTracesJson(Buffer.from(`{"resourceSpans":[${'{},'.repeat(6_000_000)}{}]}`))).toThrow(BodyTooLarge);
  expect(performance.now() - start).toBeLessThan(3000);
});

describe('hostile content', () => {
  test('invalid UTF-8 becomes U+FFFD, NUL and byte order marks are kept', () => {
    const raw = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80]);
    const body = encode(requestOf({ name: '#'.repeat(raw.length) }));
    raw.copy(body, body.indexOf('###'));
    expect(decodeTraces(body).items[0]?.name).toBe(raw.toString());
  });

  test('keys that name parts of objects are only keys', () => {
    const value = {
      kvlistValue: {
        values: [
          { key: '__proto__', value: text('a') },
          { key: 'constructor', value: text('b') },
        ],
      },
    };
    const { attributes } = decodeBoth({ attributes: [{ key: '__proto__', value }] });
    const record = attributes.get('__proto__') as object;
    expect(Object.getPrototypeOf(record)).toBe(null);
    expect(Object.entries(record)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    const json = toOtlpJson(requestOf({})).toString().replace('"spanId"', '"__proto__":{"name":"stolen"},"spanId"');
    expect(json).toContain('stolen');
    expect(decodeTracesJson(Buffer.from(json)).items[0]?.name).toBe('');
  });

  test('numbers: 64-bit ends, beyond 2^53, NaN', () => {
    const ints = ['9223372036854775807', '-9223372036854775808', '9007199254740992', '-9007199254740993', '-1'];
    const values = [...ints.map((intValue) => ({ intValue })), { doubleValue: Number.NaN }, { doubleValue: -Infinity }];
    const { attributes } = decodeBoth({ attributes: [{ key: 'n', value: { arrayValue: { values } } }] });
    expect(attributes.get('n')).toEqual([...ints.slice(0, 4).map(BigInt), -1, Number.NaN, -Infinity]);
  });
});

describe('JSON only', () => {
  const attribute = (value: unknown): unknown => {
    const span = {
      traceId: '5B8EFFF798038103D269B633813FC60C',
      spanId: 'EEE19B7EC3C1B174',
      attributes: [{ key: 'a', value }],
    };
    const body = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
    const decoded = decodeTracesJson(Buffer.from(`\ufeff${JSON.stringify(body)}`)).items[0];
    expect([decoded?.trace_id, decoded?.span_id]).toEqual(['5b8efff798038103d269b633813fc60c', 'eee19b7ec3c1b174']);
    return decoded?.attributes.get('a');
  };

  test.each([
    [{ intValue: 12 }, 12],
    [{ intValue: '18446744073709551615' }, 18446744073709551615n],
    [{ doubleValue: '1.5e3' }, 1500],
    [{ doubleValue: 3 }, 3],
    [{ bytesValue: 'AQI=' }, Uint8Array.of(1, 2)],
    [{ stringValue: null }, null],
    [{ unknownValue: null, stringValue: 'x' }, 'x'],
    [{ arrayValue: {} }, []],
    [{}, null],
    [null, null],
    ['plain', 'plain'],
    [
      [1, 'two', { stringValue: 'three' }],
      [1, 'two', 'three'],
    ],
    [{ nested: { deep: true } }, { nested: { deep: true } }],
  ])('%j is read as what it is', (value, expected) => {
    expect(attribute(value)).toEqual(expected);
  });

  test.each([
    [{ stringValue: 7 }, 'stringValue: expected a string'],
    [{ boolValue: 'true' }, 'boolValue: expected true or false'],
    [{ intValue: 1.5 }, 'intValue: expected an integer'],
    [{ intValue: '99999999999999999999999' }, 'intValue: expected an integer'],
    [{ doubleValue: 'much' }, 'doubleValue: expected a number'],
    [{ bytesValue: '***' }, 'bytesValue: expected base64'],
    [{ arrayValue: { values: {} } }, 'arrayValue.values: expected a list'],
    [{ kvlistValue: { values: [1] } }, 'kvlistValue.values[0]: expected an object'],
  ])('%j is refused by its path', (value, message) => {
    expect(() => attribute(value)).toThrow(`resourceSpans[0].scopeSpans[0].spans[0].attributes[0].value.${message}`);
  });

  test('enums may be names', () => {
    const request = requestOf({ kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR' } });
    expect(decodeTracesJson(toOtlpJson(request)).items).toMatchObject([{ kind: 3, status: 2 }]);
  });
});
