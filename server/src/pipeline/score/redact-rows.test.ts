import { expect, test } from 'vitest';
import type { Part } from '../../model/part.ts';
import { type Privacy, redactRows } from './redact-rows.ts';

const part = (body: unknown): Part => ({
  project: 'p',
  trace_id: 't',
  span_id: 's',
  time: 0,
  id: '1',
  name: 'langfuse:trace-create',
  body: JSON.stringify(body),
  received: 0,
  version: 0,
});
const privacy: Privacy = { redaction: { email: 'mask' }, pseudonymise_users: true, secret: 'k' };

test('bodies of parts stay JSON, without values and with pseudonyms for users', () => {
  const row = part({ userId: 'ada', metadata: { 'user.id': 7 }, input: '{"to":"ada@example.com"}', user: 'Hello' });
  const { sum } = redactRows({ spans: [], scores: [], parts: [row] }, privacy);
  expect(sum).toEqual({ email: 1 });
  expect(JSON.parse(row.body)).toEqual({
    userId: expect.stringMatching(/^u_[0-9a-f]{20}$/),
    metadata: { 'user.id': expect.stringMatching(/^u_[0-9a-f]{20}$/) },
    input: '{"to":"[email]"}',
    user: 'Hello',
  });
});

test('nothing is touched while all is off', () => {
  const row = part({ userId: 'ada', input: 'ada@example.com' });
  const { body } = row;
  const off: Privacy = { redaction: { email: 'off' }, pseudonymise_users: false, secret: '' };
  expect(redactRows({ spans: [], scores: [], parts: [row] }, off).sum).toEqual({});
  expect(row.body).toBe(body);
});
