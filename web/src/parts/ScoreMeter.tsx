import type { Detector } from '../model.ts';

/** A value from 0 to 1 as a bar, with the threshold as a rule across it. Words beside it say the same. */
export function ScoreMeter({
  value,
  detector,
  called,
}: {
  value: number;
  detector: Detector | undefined;
  called: boolean;
}) {
  return (
    <span className="relative inline-block h-2 w-24 rounded-full bg-line align-middle" aria-hidden="true">
      <span
        className={`absolute inset-y-0 left-0 rounded-full ${called ? 'bg-warn' : 'bg-series-1 opacity-60'}`}
        style={{ width: `${Math.min(1, Math.max(0, value)) * 100}%` }}
      />
      {detector && (
        <span className="absolute -inset-y-0.75 w-px bg-ink" style={{ left: `${detector.threshold * 100}%` }} />
      )}
    </span>
  );
}

/** `flagged from 0.5 on`, `flagged below 0.5`. */
export const thresholdWords = ({ threshold, low }: Detector): string =>
  low ? `flagged below ${threshold}` : `flagged from ${threshold} on`;
