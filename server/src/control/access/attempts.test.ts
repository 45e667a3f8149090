import { describe, expect, it } from 'vitest';
import { createAttempts } from './attempts.ts';

const tries = (attempts: ReturnType<typeof createAttempts>, address: string, email: string): number => {
  for (let n = 0; ; n++) {
    try {
      attempts.begin(address, email);
    } catch {
      return n;
    }
  }
};

describe('failed sign-ins', () => {
  it('are limited per account and address, per address, and per account', () => {
    expect(tries(createAttempts(), '192.0.2.1', 'a@b.c')).toBe(5);
    const oneAddress = createAttempts();
    let n = 0;
    for (let i = 0; i < 20; i++) n += tries(oneAddress, '192.0.2.1', `a${i}@b.c`);
    expect(n).toBe(30);
    const oneAccount = createAttempts();
    let m = 0;
    for (let i = 0; i < 20; i++) m += tries(oneAccount, `192.0.2.${i}`, 'a@b.c');
    expect(m).toBe(50);
  });

  it('are forgotten after five minutes, and after success', () => {
    let clock = 0;
    const attempts = createAttempts(() => clock);
    tries(attempts, '192.0.2.1', 'a@b.c');
    clock = 299_999;
    expect(tries(attempts, '192.0.2.1', 'a@b.c')).toBe(0);
    clock = 300_000;
    expect(tries(attempts, '192.0.2.1', 'a@b.c')).toBe(5);
    attempts.succeeded('192.0.2.1', 'a@b.c');
    expect(tries(attempts, '192.0.2.1', 'a@b.c')).toBe(5);
  });

  it('count all addresses of one IPv6 network as one, and IPv4 however it is written', () => {
    const attempts = createAttempts();
    tries(attempts, '2001:db8:1:2::1', 'a@b.c');
    expect(tries(attempts, '2001:db8:1:2:ffff:ffff:ffff:ffff', 'a@b.c')).toBe(0);
    expect(tries(attempts, '2001:db8:1:3::1', 'a@b.c')).toBe(5);
    tries(attempts, '192.0.2.1', 'x@b.c');
    expect(tries(attempts, '::ffff:192.0.2.1', 'x@b.c')).toBe(0);
  });
});
