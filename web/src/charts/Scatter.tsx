import { type PointerEvent, type ReactNode, useState } from 'react';
import { tick } from '../format.ts';
import type { Unit } from '../model.ts';
import { logMarks, MARGIN, valueMarks } from './axes.ts';
import { stepTo } from './cursor.ts';
import type { Ink } from './theme.ts';
import { useSize } from './useSize.ts';

export interface Dots {
  label: string;
  ink: Ink;
  /** By position of `xs`; undefined = unknown. */
  values: (number | undefined)[];
}

interface Props {
  label: string;
  /** Ascending. */
  xs: number[];
  /** Weight of each x, which sets the size of its dots. */
  n: number[];
  series: Dots[];
  unit: Unit;
  /** A line drawn through it. */
  fit?: ((x: number) => number) | undefined;
  /** Upright rules with a word. */
  rules?: { x: number; label: string; ink: Ink }[];
  xLabel: string;
  className: string;
  /** What stands at an x, for the tooltip, and in words. */
  tip: (at: number) => ReactNode;
  words: (at: number) => string;
}

/** The axis is logarithmic when it reaches beyond this; then it begins a bit left of 1. */
const LOG_FROM = 40;
const LOG_LEFT = 0.8;

/** Points of several series over one axis that is not time. */
export function Scatter(props: Props) {
  const { label, xs, className, tip, words, rules = [] } = props;
  const [holder, { width, height }] = useSize();
  const [at, setAt] = useState<number>();
  const frame: Frame = {
    width: Math.max(0, width - MARGIN.left - MARGIN.right),
    height: Math.max(0, height - MARGIN.top - MARGIN.bottom - 14),
  };
  const scale = scaleOf([...xs, ...rules.map((rule) => rule.x)], frame.width);
  const nearest = (event: PointerEvent): number | undefined => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left;
    const gaps = xs.map((value) => Math.abs(scale.x(value) - left));
    const least = Math.min(...gaps);
    return least < 40 ? gaps.indexOf(least) : undefined;
  };
  const left = at === undefined ? 0 : scale.x(xs[at] ?? 0);
  return (
    <div ref={holder} className={`relative select-none ${className}`}>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${label}. Arrow keys move from level to level.`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, xs.length - 1)}
        aria-valuenow={at ?? 0}
        aria-valuetext={at === undefined ? 'No level chosen' : words(at)}
        className="absolute inset-0 rounded-control"
        onKeyDown={(event) => {
          const next = stepTo(event.key, at, xs.length);
          if (next === undefined) return;
          event.preventDefault();
          setAt(next);
        }}
        onBlur={() => setAt(undefined)}
        onPointerMove={(event) => setAt(nearest(event))}
        onPointerLeave={() => setAt(undefined)}
      >
        {frame.width > 0 && (
          <svg width={width} height={height} aria-hidden="true" className="block">
            <g transform={`translate(${MARGIN.left} ${MARGIN.top})`} className="text-note" fill="var(--muted)">
              <Points {...props} frame={frame} scale={scale} at={at} />
            </g>
          </svg>
        )}
      </div>
      {at !== undefined && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute top-1 z-10 min-w-44 rounded-control bg-panel px-2.5 py-2 text-small shadow-float"
          style={
            left > frame.width / 2
              ? { right: frame.width - left + MARGIN.right + 12 }
              : { left: MARGIN.left + left + 12 }
          }
        >
          {tip(at)}
        </div>
      )}
    </div>
  );
}

interface Frame {
  width: number;
  height: number;
}

interface Scale {
  x: (value: number) => number;
  marks: number[];
}

/** Places values on an axis from nothing, or from one by its logarithm: of hundreds only that leaves room for the few. */
function scaleOf(values: readonly number[], width: number): Scale {
  const most = Math.max(1, ...values);
  if (most <= LOG_FROM) {
    const right = most * 1.04;
    const marks = valueMarks(right, Math.max(1, Math.floor(width / 60))).filter(Number.isInteger);
    return { x: (value) => (value / right) * width, marks };
  }
  const whole = Math.log((most * 1.2) / LOG_LEFT);
  return {
    x: (value) => (Math.log(Math.max(value, LOG_LEFT) / LOG_LEFT) / whole) * width,
    marks: logMarks(most * 1.2),
  };
}

function Points({ xs, n, series, unit, fit, rules = [], xLabel, frame, scale, at }: Props & Drawn) {
  const { x, marks } = scale;
  const top = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))) * 1.08 || 1;
  const y = (value: number): number => frame.height * (1 - value / top);
  const heaviest = Math.max(1, ...n);
  const size = (index: number): number => 2 + 3 * Math.sqrt((n[index] ?? 0) / heaviest) + (index === at ? 1.5 : 0);
  return (
    <>
      {valueMarks(top, Math.max(1, Math.floor(frame.height / 44))).map((value) => (
        <g key={value}>
          <line x2={frame.width} y1={y(value)} y2={y(value)} stroke="var(--grid)" />
          <text x={-6} y={y(value) + 4} textAnchor="end">
            {tick(value, top, unit)}
          </text>
        </g>
      ))}
      {marks.map((value) => (
        <text key={value} x={x(value)} y={frame.height + 18} textAnchor="middle">
          {value}
        </text>
      ))}
      <text x={frame.width} y={frame.height + 32} textAnchor="end">
        {xLabel}
      </text>
      {rules.map((rule, index) => (
        <Rule key={rule.label} rule={rule} x={x(rule.x)} row={index} frame={frame} />
      ))}
      {series.map(({ label, ink, values }) =>
        values.map((value, index) =>
          value === undefined ? null : (
            <circle
              // biome-ignore lint/suspicious/noArrayIndexKey: a level has no other identity
              key={`${label}${index}`}
              cx={x(xs[index] ?? 0)}
              cy={y(value)}
              r={size(index)}
              fill={`var(--${ink})`}
              fillOpacity={0.85}
            />
          ),
        ),
      )}
      {fit && (
        <polyline
          points={curve(xs, fit)
            .map((point) => `${x(point.x)},${y(point.y)}`)
            .join(' ')}
          fill="none"
          stroke="var(--ink)"
          strokeWidth={1.5}
          strokeLinejoin="round"
        />
      )}
    </>
  );
}

interface Drawn {
  frame: Frame;
  scale: Scale;
  at: number | undefined;
}

/** Many points: what is straight bends on a logarithmic axis. */
function curve(xs: readonly number[], fit: (x: number) => number): { x: number; y: number }[] {
  const [first, last] = [xs[0] ?? 0, xs.at(-1) ?? 0];
  return Array.from({ length: 101 }, (_, i) => first * (last / first) ** (i / 100)).map((at) => ({
    x: at,
    y: fit(at),
  }));
}

function Rule({ rule, x, row, frame }: { rule: { label: string; ink: Ink }; x: number; row: number; frame: Frame }) {
  const beyond = x > frame.width * 0.7;
  return (
    <g>
      <line x1={x} x2={x} y2={frame.height} stroke={`var(--${rule.ink})`} strokeWidth={1.25} strokeDasharray="4 3" />
      <text
        x={x + (beyond ? -5 : 5)}
        y={10 + row * 14}
        textAnchor={beyond ? 'end' : 'start'}
        fill="var(--ink)"
        stroke="var(--panel)"
        strokeWidth={3}
        paintOrder="stroke"
      >
        {rule.label}
      </text>
    </g>
  );
}
