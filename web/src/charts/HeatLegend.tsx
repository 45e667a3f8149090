import { exact } from '../format.ts';
import { heatColor, heatRamp } from './heatColor.ts';
import { isDark, useTheme } from './theme.ts';

/** What the tones of a heat map stand for: 1 call to the fullest cell. */
export function HeatLegend({ most, about = false }: { most: number; about?: boolean }) {
  const ramp = heatRamp(isDark(useTheme()));
  const middle = Math.round(Math.sqrt(most));
  const marks = [...new Set([1, middle, most])].filter((n) => n > 0);
  return (
    <p className="flex items-center gap-1.5 text-small text-muted">
      <span>Calls</span>
      {marks.map((n) => (
        <span key={n} className="flex items-center gap-1">
          <span
            className="size-2.5 rounded-[2px]"
            style={{ background: heatColor(ramp, n, most) }}
            aria-hidden="true"
          />
          {about && n > 1 && '≈ '}
          {exact(n)}
        </span>
      ))}
    </p>
  );
}
