import { expect, it } from 'vitest';
import { Overloaded } from '../../lib/errors.ts';
import { Gate } from './gate.ts';

/** A work that ends when told to. */
function work() {
  let end = (): void => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  let begun = false;
  return {
    end,
    begun: () => begun,
    run: () => {
      begun = true;
      return done;
    },
  };
}

const tick = (): Promise<void> => new Promise((done) => setImmediate(done));

it('lets as many through as fit, and the rest in order as others end or fail', async () => {
  const gate = new Gate({ atOnce: 1, waiting: 2, waitMs: 1000 });
  const [first, second, third] = [work(), work(), work()];
  const failing = gate.run(() => first.run().then(() => Promise.reject(new Error('no'))));
  const rest = [gate.run(second.run), gate.run(third.run)];
  await expect(gate.run(async () => {})).rejects.toThrow(Overloaded);
  first.end();
  await expect(failing).rejects.toThrow('no');
  await tick();
  expect([second.begun(), third.begun()]).toEqual([true, false]);
  second.end();
  third.end();
  await Promise.all(rest);
  expect(await gate.run(async () => 'free')).toBe('free');
});

it('turns away who waits too long, with 429 and when to come again', async () => {
  const gate = new Gate({ atOnce: 1, waiting: 2, waitMs: 5 });
  const long = work();
  const running = gate.run(long.run);
  await expect(gate.run(async () => {})).rejects.toMatchObject({ status: 429, retryAfter: expect.any(Number) });
  long.end();
  await running;
  expect(await gate.run(async () => 'free')).toBe('free');
});

it('forgets who leaves the line', async () => {
  const gate = new Gate({ atOnce: 1, waiting: 1, waitMs: 1000 });
  const long = work();
  const running = gate.run(long.run);
  const leaver = new AbortController();
  const gone = work();
  const left = gate.run(gone.run, leaver.signal);
  leaver.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  const next = gate.run(async () => 'next');
  long.end();
  await running;
  expect(await next).toBe('next');
  expect(gone.begun()).toBe(false);
  await expect(gate.run(async () => {}, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
});
