import { useMemo } from 'react';
import type { Marker } from '../../charts/marker.ts';
import type { Layer } from '../../charts/Stack.tsx';
import { type Grid, gridOf } from '../../charts/series.ts';
import type { Ink } from '../../charts/theme.ts';
import { Piled } from '../../parts/Piled.tsx';
import { SECURITY } from '../../signals.ts';
import type { MetricAnswer } from '../../useMetric.ts';
import { FLAGGED } from './flagged.ts';

const INKS: Record<string, Ink> = {
  injection: 'bad',
  indirect_injection: 'series-4',
  jailbreak: 'series-2',
  leak: 'ink',
  toxicity_input: 'series-3',
  toxicity_output: 'series-5',
  pii: 'series-1',
};

/** What was flagged when, by kind. */
export function Attempts({ courses, markers }: { courses: MetricAnswer; markers: Marker[] }) {
  const { rows, meta } = courses;
  const grid = useMemo(() => gridOf(rows, undefined, meta), [rows, meta]);
  const layers = useMemo(() => (grid ? layersOf(grid) : []), [grid]);
  return (
    <Piled
      title="Flagged over time"
      note="by kind; a call that has several is counted in each. Nothing was blocked: these were let through"
      answer={courses}
      {...{ grid, layers, markers }}
      verb="flags"
      filter={[FLAGGED]}
      none="Nothing was flagged here."
    />
  );
}

/** A rate times the calls it rests on is the count it was made of. */
function layersOf(grid: Grid): Layer[] {
  return SECURITY.flatMap(({ metric, basis, label, score }): Layer[] => {
    const scored = grid.of(basis);
    const values = grid.of(metric).map((rate, at) => Math.round((rate ?? 0) * (scored[at] ?? 0)));
    return values.some((value) => value > 0) ? [{ label, ink: INKS[score] ?? 'faint', values }] : [];
  });
}
