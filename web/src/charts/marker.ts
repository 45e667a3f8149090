import type uPlot from 'uplot';
import type { Filter } from '../model.ts';
import type { Theme } from './theme.ts';

/** Something that happened, as a labelled rule through a chart. */
export interface Marker {
  /** Epoch milliseconds. */
  time: number;
  kind: 'release' | 'rollout' | 'incident' | 'price' | 'version';
  label: string;
  /** Which calls it concerns; absent = all. */
  about?: readonly Filter[];
}

const KINDS: Record<Marker['kind'], string> = {
  release: 'released',
  rollout: 'rollout',
  incident: 'incident',
  price: 'from now on',
  version: 'first seen',
};

/** Markers that can concern calls which pass the filters: what happened to another prompt is no news of this one. */
export const concerning = (markers: readonly Marker[], filters: readonly Filter[]): Marker[] =>
  markers.filter(({ about = [] }) =>
    about.every(({ field, value }) =>
      filters.every((other) => other.field !== field || other.op !== 'eq' || other.value === value),
    ),
  );

/** `checkout@7 first seen`. */
export const markerWords = ({ kind, label }: Marker): string => `${label} ${KINDS[kind]}`;

const FONT = '600 10.5px "Inter Variable", system-ui, sans-serif';
export const [PAD, HEIGHT] = [5, 17];
const MOST = 22;

let measure: CanvasRenderingContext2D | null | undefined;

/** Pixels of a label's text; about, where there is no canvas. */
export function textWidth(text: string): number {
  measure ??= document.createElement('canvas').getContext('2d');
  if (!measure) return text.length * 6;
  measure.font = FONT;
  return measure.measureText(text).width;
}

/** Draws markers over a chart. */
export function drawMarkers(u: uPlot, markers: readonly Marker[], theme: Theme): void {
  if (markers.length === 0) return;
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.scale(ratio, ratio);
  const [left, top, width, height] = [bbox.left, bbox.top, bbox.width, bbox.height].map((size) => size / ratio) as Box;
  ctx.font = FONT;
  const placed = markers.flatMap((marker) => {
    const x = u.valToPos(marker.time, 'x', true) / ratio;
    return x >= left && x <= left + width ? [{ marker, x }] : [];
  });
  for (const { marker, x } of placed) {
    ctx.strokeStyle = marker.kind === 'incident' ? theme.bad : theme.muted;
    ctx.setLineDash(marker.kind === 'price' ? [2, 2] : []);
    ctx.beginPath();
    ctx.moveTo(Math.round(x) + 0.5, top);
    ctx.lineTo(Math.round(x) + 0.5, top + height);
    ctx.stroke();
  }
  // Over a low chart labels would hide it; the tip tells what a rule stands for.
  const labels = labelled(placed, (text) => ctx.measureText(text).width + 2 * PAD, labelRows(height));
  for (const { label, x, row } of labels) {
    const size = ctx.measureText(label).width + 2 * PAD;
    const y = top + row * (HEIGHT + 2);
    const start = Math.max(left, Math.min(left + width - size, x - size / 2));
    ctx.fillStyle = theme.ink;
    ctx.beginPath();
    ctx.roundRect(start, y, size, HEIGHT, 4);
    ctx.fill();
    ctx.fillStyle = theme.panel;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    ctx.fillText(label, start + PAD, y + HEIGHT / 2 + 0.5);
  }
  ctx.restore();
}

type Box = [left: number, top: number, width: number, height: number];
interface Placed {
  marker: Marker;
  x: number;
}

/** Rows of labels below one another. */
const ROWS = 2;
/** A plot lower than this (pixels) has rules alone. */
const LOW = 90;

/** Rows of labels that a plot of a height (pixels) has room for. */
export const labelRows = (height: number): number => (height < LOW ? 0 : ROWS);

/** Labels that do not touch, in two rows or `most`; where none has room, the last one counts what it stands for: `checkout@7 +2`. */
export function labelled(placed: readonly Placed[], widthOf: (text: string) => number, most = ROWS): Label[] {
  if (most === 0) return [];
  const rows: Label[][] = Array.from({ length: most }, () => []);
  const reaches = ({ x, label }: Label): number => x + widthOf(label) / 2;
  for (const { marker, x } of placed.toSorted((a, b) => a.x - b.x)) {
    const label = short(marker.label);
    const start = x - widthOf(label) / 2;
    const free = rows.findIndex((row) => !row.length || reaches(row.at(-1)!) + 4 <= start);
    if (free >= 0) rows[free]!.push({ label, x, row: free, more: 0 });
    else {
      const last = rows.flatMap((row) => row.slice(-1)).reduce((a, b) => (a.x > b.x ? a : b));
      last.more++;
    }
  }
  return rows.flat().map((one) => (one.more ? { ...one, label: `${one.label} +${one.more}` } : one));
}

interface Label {
  label: string;
  x: number;
  row: number;
  more: number;
}

/** Cut in the middle of a name rather than at a version: `answer-from-docum…@4`. */
export function short(label: string, most = MOST): string {
  if (label.length <= most) return label;
  const [version = ''] = /@[^@]{1,8}$/.exec(label) ?? [];
  return `${label.slice(0, most - 1 - version.length)}…${version}`;
}

/** `, checkout@7 first seen`, for those who listen. */
export const happenedIn = (markers: readonly Marker[], from: number, step: number): string =>
  markersIn(markers, from, step)
    .map((marker) => `, ${markerWords(marker)}`)
    .join('');

/** The markers of a bucket. */
export const markersIn = (markers: readonly Marker[], from: number, step: number): Marker[] =>
  markers.filter(({ time }) => time >= from && time < from + step);
