import type { Ink } from './theme.ts';

interface Props {
  values: (number | null)[];
  ink?: Ink;
  height?: number;
  /** Values before this one are those of the period before: grey, with a rule between. */
  since?: number;
}

/** Stretches of neighbouring known values, as `[index, value]` points; one ends where the period does. */
function stretches(values: (number | null)[], since: number): [number, number][][] {
  const found: [number, number][][] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    if (index > 0 && index !== since && values[index - 1] !== null) found.at(-1)?.push([index, value]);
    else found.push([[index, value]]);
  }
  return found;
}

/** The course of a number in the space of a word. What it says is said in words elsewhere. */
export function Spark({ values, ink = 'series-1', height = 36, since = 0 }: Props) {
  const top = Math.max(...values.map((value) => value ?? 0)) || 1;
  const x = (index: number) => (values.length < 2 ? 50 : (index / (values.length - 1)) * 100);
  const y = (value: number) => height - 1 - (value / top) * (height - 3);
  return (
    <svg
      viewBox={`0 0 100 ${height}`}
      preserveAspectRatio="none"
      className="block w-full"
      style={{ height }}
      aria-hidden="true"
    >
      {since > 0 && (
        <line
          x1={x(since - 0.5)}
          x2={x(since - 0.5)}
          y2={height}
          stroke="var(--strong)"
          vectorEffect="non-scaling-stroke"
        />
      )}
      {stretches(values, since).map((points) => {
        const [first, last] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
        const color = `var(--${first < since ? 'faint' : ink})`;
        // A lone value becomes a stroke one can see.
        const drawn =
          points.length > 1
            ? points
            : points.flatMap(
                ([at, value]) =>
                  [
                    [at - 0.25, value],
                    [at + 0.25, value],
                  ] as [number, number][],
              );
        const line = drawn.map(([at, value]) => `${x(at).toFixed(2)},${y(value).toFixed(2)}`).join(' ');
        return (
          <g key={first}>
            <polygon points={`${x(first)},${height} ${line} ${x(last)},${height}`} fill={color} opacity={0.08} />
            <polyline
              points={line}
              fill="none"
              stroke={color}
              strokeWidth={1.5}
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          </g>
        );
      })}
    </svg>
  );
}
