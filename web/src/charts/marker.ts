import type uPlot from 'uplot';
import type { Theme } from './theme.ts';

/** Something that happened, as a labelled rule through a chart. */
export interface Marker {
  /** Epoch milliseconds. */
  time: number;
  kind: 'release' | 'rollout' | 'incident' | 'price' | 'version';
  label: string;
}

const KINDS: Record<Marker['kind'], string> = {
  release: 'released',
  rollout: 'rollout',
  incident: 'incident',
  price: 'from now on',
  version: 'first seen',
};

/** `checkout@7 first seen`. */
export const markerWords = ({ kind, label }: Marker): string => `${label} ${KINDS[kind]}`;

const FONT = '600 10.5px "Inter Variable", system-ui, sans-serif';
const [PAD, HEIGHT, MOST] = [5, 17, 22];

/** Draws markers over a chart; those too close for their labels share one that counts them. */
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
  for (const { label, x } of labelled(placed, (text) => ctx.measureText(text).width + 2 * PAD)) {
    const size = ctx.measureText(label).width + 2 * PAD;
    const start = Math.max(left, Math.min(left + width - size, x - size / 2));
    ctx.fillStyle = theme.ink;
    ctx.beginPath();
    ctx.roundRect(start, top, size, HEIGHT, 4);
    ctx.fill();
    ctx.fillStyle = theme.panel;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    ctx.fillText(label, start + PAD, top + HEIGHT / 2 + 0.5);
  }
  ctx.restore();
}

type Box = [left: number, top: number, width: number, height: number];
interface Placed {
  marker: Marker;
  x: number;
}

/** Labels that do not touch: a run of markers closer than their labels becomes one, `3 changes`, in its middle. */
export function labelled(placed: readonly Placed[], widthOf: (text: string) => number): { label: string; x: number }[] {
  const runs: Placed[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const one of placed.toSorted((a, b) => a.x - b.x)) {
    const half = widthOf(short(one.marker.label)) / 2;
    if (one.x - half < end + 4) runs.at(-1)?.push(one);
    else runs.push([one]);
    end = Math.max(end, one.x + half);
  }
  return runs.map((run) => ({
    label: run.length === 1 ? short(run[0]!.marker.label) : `${run.length} changes`,
    x: (run[0]!.x + run.at(-1)!.x) / 2,
  }));
}

const short = (label: string): string => (label.length > MOST ? `${label.slice(0, MOST - 1)}…` : label);

/** The markers of a bucket. */
export const markersIn = (markers: readonly Marker[], from: number, step: number): Marker[] =>
  markers.filter(({ time }) => time >= from && time < from + step);
