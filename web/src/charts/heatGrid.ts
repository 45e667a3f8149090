import type { QueryResult } from '../model.ts';
import { gridOf } from './series.ts';

export interface HeatCell {
  n: number;
  errors: number;
}

/** Calls by bucket of time and bin of latency; what is not in `cells` had none. */
export interface HeatGrid {
  /** Start of each bucket, epoch milliseconds. */
  times: number[];
  step: number;
  from: number;
  to: number;
  /** Milliseconds, ascending without gaps; the topmost of all has no `to`. */
  bins: { from: number; to?: number }[];
  cell(at: number, bin: number): HeatCell | undefined;
  /** Calls of a bucket. */
  total(at: number): number;
  /** The fullest cell. */
  most: number;
  n: number;
}

/** A stretch of time × a stretch of latency: epoch milliseconds and milliseconds, ends exclusive. Without `high` it is open. */
export interface Box {
  from: number;
  to: number;
  low: number;
  high?: number;
}

/** The server's answer. */
export interface HeatAnswer {
  interval: string;
  bins: { from: number; to?: number }[];
  cells: { time: string; bin: number; n: number; errors: number }[];
  n: number;
  sampled?: number;
  meta: { elapsed_ms: number; range: { from: string; to: string } };
}

/** An answer laid onto its buckets; undefined when it has none. */
export function heatGridOf({ interval, bins, cells, n, meta }: HeatAnswer): HeatGrid | undefined {
  const like: QueryResult['meta'] = { ...meta, interval, source: 'raw' };
  const grid = gridOf(cells.slice(0, 1), undefined, like);
  if (!grid) return undefined;
  const { times, step, from, to } = grid;
  const first = times[0] ?? from;
  const found = new Map<number, HeatCell>();
  const totals = new Map<number, number>();
  for (const { time, bin, ...cell } of cells) {
    const at = Math.round((Date.parse(time) - first) / step);
    found.set(at * bins.length + bin, cell);
    totals.set(at, (totals.get(at) ?? 0) + cell.n);
  }
  return {
    times,
    step,
    from,
    to,
    bins,
    n,
    cell: (at, bin) => found.get(at * bins.length + bin),
    total: (at) => totals.get(at) ?? 0,
    most: cells.reduce((most, cell) => Math.max(most, cell.n), 0),
  };
}

/** Where a latency lies on the bins, 0 at the lowest edge: whole numbers are edges, between them it goes by the logarithm. */
export function position(bins: HeatGrid['bins'], value: number): number {
  const at = bins.findIndex(({ to }) => to === undefined || value < to);
  if (at < 0) return bins.length;
  const { from, to = from * 1.25 } = bins[at] ?? { from: 0 };
  if (value <= from) return at;
  const low = from > 0 ? from : to / 1.25;
  return at + Math.max(0, Math.min(1, Math.log(value / low) / Math.log(to / low)));
}

/** Corner cells of a selection, in any order. */
export interface Corners {
  from: { at: number; bin: number };
  to: { at: number; bin: number };
}

/** The box that cells span. */
export function boxOf({ times, step, bins }: HeatGrid, { from, to }: Corners): Box {
  const [start, end] = [Math.min(from.at, to.at), Math.max(from.at, to.at)];
  const low = bins[Math.min(from.bin, to.bin)];
  const high = bins[Math.max(from.bin, to.bin)]?.to;
  return {
    from: times[start] ?? 0,
    to: (times[end] ?? 0) + step,
    low: low?.from ?? 0,
    ...(high === undefined ? {} : { high }),
  };
}

/** Calls within a box, by the cells whose middle lies in it. */
export function within(grid: HeatGrid, box: Box): HeatCell {
  const sum = { n: 0, errors: 0 };
  const middle = grid.step / 2;
  for (const [at, time] of grid.times.entries()) {
    if (time + middle < box.from || time + middle >= box.to) continue;
    for (const [bin, { from }] of grid.bins.entries()) {
      const cell = from >= box.low && from < (box.high ?? Number.POSITIVE_INFINITY) ? grid.cell(at, bin) : undefined;
      if (!cell) continue;
      sum.n += cell.n;
      sum.errors += cell.errors;
    }
  }
  return sum;
}

/** A box as the URL holds it: `<from>~<to>~<low>~<high>`. */
export const encodeBox = ({ from, to, low, high }: Box): string =>
  [new Date(from).toISOString(), new Date(to).toISOString(), low, high ?? ''].join('~');

export function decodeBox(text: string | undefined): Box | undefined {
  const [start = '', end = '', low = '', high = ''] = text?.split('~') ?? [];
  const box = { from: Date.parse(start), to: Date.parse(end), low: Number(low || Number.NaN) };
  const top = high === '' ? Number.POSITIVE_INFINITY : Number(high);
  if (!(box.from < box.to && box.low >= 0 && top > box.low)) return undefined;
  return high === '' ? box : { ...box, high: top };
}
