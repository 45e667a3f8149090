import { type HeatGrid, heatGridOf } from '../../charts/heatGrid.ts';
import type { Line } from '../../charts/line.ts';
import type { Marker } from '../../charts/marker.ts';
import type { Layer } from '../../charts/Stack.tsx';
import type { StripCell } from '../../charts/Strip.tsx';
import { type Grid, gridOf } from '../../charts/series.ts';
import type { Row } from '../../model.ts';

/** Figures for the charts among the states: the same each time. */

/** What becomes of an hour: many buckets, some with gaps, one alone, none. */
export type Density = 'dense' | 'usual' | 'sparse' | 'empty';

const FROM = Date.parse('2026-11-24T00:00:00Z');
const MINUTE = 60_000;
const STEPS: Record<Density, number> = { dense: 2, usual: 60, sparse: 60, empty: 60 };
const iso = (time: number): string => new Date(time).toISOString();
const range = { from: iso(FROM), to: iso(FROM + 12 * 60 * MINUTE) };

/** A wave with a bump late in the day. */
const wave = (hour: number): number => 900 + 320 * Math.sin(hour / 2) + 1400 * Math.exp(-((hour - 9) ** 2));
/** A jitter that is the same each time. */
const jitter = (at: number): number => 0.85 + (((at * 7919) % 97) / 97) * 0.3;

function rowsOf(density: Density): Row[] {
  const step = STEPS[density];
  const count = (12 * 60) / step;
  const all = Array.from({ length: count }, (_, at): Row => {
    const p = wave((at * step) / 60) * jitter(at);
    return { n: Math.round((p / 6) * jitter(at + 5)), time: iso(FROM + at * step * MINUTE), p, before: p * 0.8 };
  });
  if (density === 'empty') return [];
  if (density === 'sparse') return all.slice(7, 8);
  // Between four and six nobody called.
  return all.filter((_, at) => at * step < 4 * 60 || at * step >= 6 * 60);
}

export const gridFor = (density: Density): Grid =>
  gridOf(rowsOf(density), undefined, {
    interval: `${STEPS[density]}m`,
    elapsed_ms: 0,
    source: 'rollup',
    range,
  }) as Grid;

export function linesOf(grid: Grid): Line[] {
  return [
    { label: 'Calls', values: grid.of('n'), unit: 'calls', ink: 'series-5', look: 'bars', right: true },
    { label: 'Before', values: grid.of('before'), unit: 'ms', ink: 'faint', look: 'before' },
    { label: 'P95', values: grid.of('p'), unit: 'ms', ink: 'series-1' },
  ];
}

export const MARKERS: Marker[] = [
  { time: FROM + 8.5 * 60 * MINUTE, kind: 'version', label: 'checkout@7' },
  { time: FROM + 9 * 60 * MINUTE, kind: 'price', label: 'gpt-4.1-mini price' },
];

export const layersOf = (grid: Grid): Layer[] =>
  (
    [
      ['Rate limited', 'series-2', 0.02],
      ['Server error', 'bad', 0.01],
      ['Timeout', 'series-4', 0.006],
    ] as const
  ).map(([label, ink, share]) => ({
    label,
    ink,
    values: grid.of('n').map((n, at) => Math.round((n ?? 0) * share * 4 * jitter(at + label.length))),
  }));

/** Every tone of a strip, one after the other. */
const SHARES = [0, 0, 0.003, 0, 0.02, 0.08, 0.3, 0.9, 0, 0.01];
export const cellsOf = (grid: Grid): (StripCell | undefined)[] =>
  grid.of('n').map((n, at) => (n === null ? undefined : { n, bad: Math.round(n * (SHARES[at % SHARES.length] ?? 0)) }));

const BINS = Array.from({ length: 12 }, (_, bin) => ({ from: 100 * 1.5 ** bin, to: 100 * 1.5 ** (bin + 1) }));

export function heatFor(density: Density): HeatGrid {
  const cells = rowsOf(density).flatMap(({ time, n, p }) =>
    BINS.flatMap(({ from }, bin) => {
      const near = Math.exp(-((Math.log(from * 1.2) - Math.log(Number(p))) ** 2) * 4);
      const here = Math.round(n * near);
      return here > 0 ? [{ time: String(time), bin, n: here, errors: bin > 9 ? here : 0 }] : [];
    }),
  );
  const n = cells.reduce((sum, cell) => sum + cell.n, 0);
  return heatGridOf({
    interval: `${STEPS[density]}m`,
    bins: BINS,
    cells,
    n,
    meta: { elapsed_ms: 0, range },
  }) as HeatGrid;
}
