import { expect, test, vi } from 'vitest';
import type { Touched } from '../journal/frame.ts';
import { GRAINS } from './cubes.ts';
import { DirtyTraces } from './dirty-traces.ts';
import type { Engine } from './engine.ts';
import { RollupState } from './rollup-state.ts';

/** A store without anything in it: what is tested here is what stays in memory. */
const nothing: Engine = {
  query: async () => [],
  command: async () => {},
  load: async () => {},
  healthy: () => true,
  stats: { restarts: 0 },
  close: async () => {},
};
const touched = (project: string, ...minutes: number[]): Touched => new Map([[project, new Set(minutes)]]);
const minuteOf = (ms: number): number => Math.floor((ms * 1000) / GRAINS.minute) * GRAINS.minute;

test('minutes are forgotten once they are too old to be asked for, however long a project goes on', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.UTC(2026, 0, 1) });
  try {
    const state = new RollupState({ engine: nothing });
    for (let day = 0; day < 12; day++) {
      for (let minute = 0; minute < 1440; minute += 2) {
        vi.setSystemTime(Date.UTC(2026, 0, 1 + day, 0, minute));
        await state.mark(touched('p', minuteOf(Date.now())));
      }
    }
    const kept = (3 * 1440) / 2 + 9 * 96 + 12 * 24 + 12;
    expect(state.size).toBeGreaterThan(1440);
    expect(state.size).toBeLessThan(kept + 600);
  } finally {
    vi.useRealTimers();
  }
});

test('the projects asked for last are kept, of however many', async () => {
  const queried: unknown[] = [];
  const engine: Engine = {
    ...nothing,
    query: async (_sql, params) => {
      queried.push(params?.name);
      return [];
    },
  };
  const state = new RollupState({ engine });
  const ask = (name: string) => state.sealed(name, 'hour', 0, GRAINS.hour);
  for (let i = 0; i < 2000; i++) {
    await ask('busy');
    await state.mark(touched(`p${i}`, minuteOf(Date.now())));
  }
  expect(queried.filter((name) => name === 'busy')).toHaveLength(1);
  expect(state.size).toBeLessThan(2000 * 3);
  await ask('p0');
  expect(
    queried.filter((name) => name === 'p0'),
    'the longest unused had to go',
  ).toHaveLength(2);
});

test('a bucket that passes the horizon while rows are loaded is not held open for ever', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.UTC(2026, 0, 10, 0, 0, 30) });
  try {
    const state = new RollupState({ engine: nothing });
    const bucket = minuteOf(Date.now()) - 3 * GRAINS.day + GRAINS.hour + GRAINS.minute;
    const end = state.loading(touched('p', bucket));
    const hour = Math.floor(bucket / GRAINS.hour) * GRAINS.hour;
    expect((await state.sealed('p', 'minute', bucket, bucket + GRAINS.minute)).open).toHaveLength(1);
    vi.setSystemTime(Date.now() + 120_000);
    end();
    vi.setSystemTime(Date.now() - 120_000);
    expect((await state.sealed('p', 'minute', bucket, bucket + GRAINS.minute)).open).toHaveLength(0);
    expect((await state.sealed('p', 'hour', hour, hour + GRAINS.hour)).open).toHaveLength(0);
  } finally {
    vi.useRealTimers();
  }
});

test('the bucket in which the horizon lies is read from rows, whole', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.UTC(2026, 0, 10, 0, 0, 30) });
  try {
    const state = new RollupState({ engine: nothing });
    const bucket = minuteOf(Date.now()) - 3 * GRAINS.day + GRAINS.hour;
    const { open } = await state.sealed('p', 'minute', bucket, bucket + 2 * GRAINS.minute);
    expect(open).toEqual([{ from: bucket, to: bucket + GRAINS.minute }]);
  } finally {
    vi.useRealTimers();
  }
});

test('dirty traces are bounded, and those that do not fit are counted', () => {
  const traces = new DirtyTraces();
  for (let i = 0; i < 100_050; i++) traces.touch('p', `t${i}`);
  expect(traces.size).toBe(100_000);
  expect(traces.overflowed).toBe(50);
  traces.touch('p', 't1');
  expect(traces.overflowed, 'one that is known has its place').toBe(50);
  const due = traces.take(performance.now() + 60_000, Number.POSITIVE_INFINITY, 2000);
  expect(due).toHaveLength(2000);
  expect(traces.size).toBe(98_000);
});
