import { describe, expect, it } from 'vitest';
import { pii } from './pii.ts';
import { findPii } from './scan.ts';

const found = (text: string) => findPii(text).map(({ type, from, to }) => `${type} ${text.slice(from, to)}`);

describe('findPii', () => {
  it.each([
    ['Write to ada.lovelace+work@mail.example.co.uk, please.', 'email ada.lovelace+work@mail.example.co.uk'],
    ['<ada@example.com>', 'email ada@example.com'],
    ['/invite?to=ada%40example.com&x=1', 'email ada%40example.com'],
    ["O'Neil's: shaun.o'neil@müller.de", "email shaun.o'neil@müller.de"],
    ['Card 4111111111111111.', 'card 4111111111111111'],
    ['4111 1111 1111 1111 is what I gave', 'card 4111 1111 1111 1111'],
    ['Amex 3782-822463-10005', 'card 3782-822463-10005'],
    ['12 4111 1111 1111 1111', 'card 4111 1111 1111 1111'],
    ['iban gb82 west 1234 5698 7654 32 thanks', 'iban gb82 west 1234 5698 7654 32'],
    ['DE89370400440532013000', 'iban DE89370400440532013000'],
    ['SSN: 078-05-1120', 'ssn 078-05-1120'],
    ['my social security number is 078051120', 'ssn 078051120'],
    ['from 203.0.113.77:8080', 'ip 203.0.113.77'],
    ['peer 2001:db8:0:1::42 left', 'ip 2001:db8:0:1::42'],
    ['+44 7700 900123 or', 'phone +44 7700 900123'],
    ['(212) 555-0143 ext. 12', 'phone (212) 555-0143 ext. 12'],
    ['+46 (0)8 928 571 38 fax', 'phone +46 (0)8 928 571 38'],
    ['06 12 34 56 78', 'phone 06 12 34 56 78'],
    ['Phone: 9472 7916', 'phone 9472 7916'],
    ['{"phone": 5550143}', 'phone 5550143'],
    ['psql postgres://ada:engine9@db.internal:5432/x', 'credentials ada:engine9'],
    ['key sk-proj-a1B2c3D4e5F6g7H8i9J0k1', 'secret sk-proj-a1B2c3D4e5F6g7H8i9J0k1'],
    ['AKIAIOSFODNN7EXAMPLE', 'secret AKIAIOSFODNN7EXAMPLE'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345', 'secret ghp_0123456789abcdefghijABCDEFGHIJ012345'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'secret eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    ['Authorization: Bearer f00dcafe1234567890abcd', 'secret f00dcafe1234567890abcd'],
    ['DB_PASSWORD=hunter2!', 'secret hunter2!'],
    ['{"password": "corr3ct,horse"}', 'secret corr3ct,horse'],
    ["api_key='9f8e7d6c5b4a3f2e1d0c'", 'secret 9f8e7d6c5b4a3f2e1d0c'],
    ['The password is hunter2.', 'secret hunter2'],
  ])('finds in %j: %s', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  it('finds a private key from its first line to its last', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/IBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----';
    expect(found(`Here:\n${key}\nBye.`)).toEqual([`secret ${key}`]);
    expect(found('"-----BEGIN PRIVATE KEY-----\\nMIIE", "next": "kept"')).toEqual([
      'secret -----BEGIN PRIVATE KEY-----\\nMIIE',
    ]);
  });

  it.each([
    'In 1998-2003 the office moved 3 times; call 911.',
    'pi is 3.14159265358979 and 4111111111111112 is no card',
    '4111111111111111a1 is part of an id, and 0000000000000000 is nobody',
    'On 03.04.2021 12:30 and 2021-03-04 0930',
    'Population 699 956 915, GDP $212-555-0143',
    'std::vector<int> a; a[1::2]; 12:30:45; face::add',
    '127.0.0.1 and 0.0.0.0 and version 1.2.3 and python-3.4.2.4',
    'password = input("Password: ")\ntoken: string;\npassword: required',
    'api_key = os.environ["OPENAI_API_KEY"] or "your-api-key-1234"',
    'max_tokens=1000000000000000, next: https://example.com/a:b@c',
    'npm i left-pad@1.3.0 @types/node, foo @ bar.com, sk-learn',
    'GB82WEST12345698765433 has a wrong checksum',
    '[email] [card:1234567890] [secret:1a2b3c4d5e] password=[secret]',
  ])('leaves alone: %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  const hostile: Record<string, string> = {
    digits: '1',
    'digits apart': '1 ',
    'cards that fail': '4111 ',
    'at signs': '@',
    'addresses that never end': 'a@a.',
    colons: ':',
    'hex and colons': 'ab:',
    'names of secrets': 'password=',
    'quotes after names': 'token:\\\\\\"',
    schemes: 'a://',
    'private keys': '-----BEGIN PRIVATE KEY-----',
    dashes: '-',
    prefixes: 'sk-',
    tokens: 'eyJ0.',
    markers: '[email',
    parentheses: '+(1) ',
  };
  it.each(Object.entries(hostile))('reads 200 KB of %s in linear time', (_, unit) => {
    const text = unit.repeat(Math.ceil(200_000 / unit.length));
    findPii(text.slice(0, 20_000));
    const start = performance.now();
    findPii(text);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('pii', () => {
  const subject = { system: '', input: '', retrieved: [], context: [], output: '', constraints: [] };

  it('tells input and output apart, and where', () => {
    const [input, output] = pii.run({
      ...subject,
      input: 'I am ada@example.com, ada@example.org',
      output: 'Hello Ada',
    });
    expect(input).toEqual({
      name: 'pii_input',
      value: 1,
      label: 'email',
      reason: '2 × email',
      evidence: [
        { place: 'input', from: 5, to: 20, label: 'email' },
        { place: 'input', from: 22, to: 37, label: 'email' },
      ],
    });
    expect(output).toEqual({ name: 'pii_output', value: 0, reason: '', evidence: [] });
  });

  it('says when a text was too long to be read whole', () => {
    const [, output] = pii.run({ ...subject, output: `${'word '.repeat(20_000)}ada@example.com` });
    expect(output).toMatchObject({ value: 1, reason: 'email; only the beginning and the end were read' });
    expect(output!.evidence[0]).toMatchObject({ from: 100_000, to: 100_015 });
  });
});
