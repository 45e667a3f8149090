import { type RefObject, useEffect, useRef } from 'react';
import type { Frame } from './HeatMap.tsx';
import { heatColor, heatRamp } from './heatColor.ts';
import type { HeatGrid } from './heatGrid.ts';
import { isDark, useTheme } from './theme.ts';

/** Paints the cells of a heat map; again when they, the size or the theme change. */
export function useHeatCanvas(grid: HeatGrid, { width, height }: Frame): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width <= 0 || height <= 0) return;
    const scale = window.devicePixelRatio || 1;
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
    paint(context, grid, element, heatRamp(isDark(theme)));
  }, [grid, width, height, theme]);
  return canvas;
}

/** On whole device pixels, with a hair between cells that are wide enough to have one. */
function paint(
  context: CanvasRenderingContext2D,
  { times, step, from, to, bins, cell, most }: HeatGrid,
  { width, height }: { width: number; height: number },
  ramp: readonly string[],
): void {
  context.clearRect(0, 0, width, height);
  const x = (time: number): number => Math.round(((Math.max(from, Math.min(to, time)) - from) / (to - from)) * width);
  const y = (bin: number): number => Math.round(height * (1 - bin / bins.length));
  const gap = ((step / (to - from)) * width > 6 ? 1 : 0) as number;
  for (const [at, time] of times.entries()) {
    const left = x(time);
    const right = Math.max(left + 1, x(time + step) - gap);
    for (let bin = 0; bin < bins.length; bin++) {
      const found = cell(at, bin);
      if (!found?.n) continue;
      const top = y(bin + 1);
      context.fillStyle = heatColor(ramp, found.n, most);
      context.fillRect(left, top, right - left, Math.max(1, y(bin) - top - gap));
    }
  }
}
