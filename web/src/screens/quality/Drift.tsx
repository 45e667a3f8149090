import { useMemo } from 'react';
import type { Marker } from '../../charts/marker.ts';
import type { Layer } from '../../charts/Stack.tsx';
import { type Grid, gridOf, perCall } from '../../charts/series.ts';
import type { Ink } from '../../charts/theme.ts';
import { plural } from '../../format.ts';
import type { Row } from '../../model.ts';
import { Piled } from '../../parts/Piled.tsx';
import { SignalCourse } from '../../parts/SignalCourse.tsx';
import type { MetricAnswer } from '../../useMetric.ts';
import { useMetric } from '../../useMetric.ts';

const INKS: Ink[] = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5'];
const LENGTHS: [string, string, Ink][] = [
  ['output_length', 'Output', 'series-1'],
  ['input_length', 'Input', 'series-2'],
];

/** Whether what comes in and goes out is still what it was: how long, and in which language. */
export function Drift({ courses, markers }: { courses: MetricAnswer; markers: Marker[] }) {
  const lengths = useMemo(() => {
    const rows = (given: Row[]) => given.map(withLengths);
    return { ...courses, rows: rows(courses.rows), before: courses.before && rows(courses.before) };
  }, [courses]);
  return (
    <>
      <SignalCourse
        title="Length"
        note="mean tokens of one call"
        courses={lengths}
        lines={LENGTHS}
        unit="tokens"
        basis="n"
        filter={[]}
        sort="-output_tokens"
        markers={markers}
        none="No call here says how many tokens it took."
      />
      <Languages courses={courses} markers={markers} />
    </>
  );
}

function withLengths(row: Row): Row {
  const [output] = perCall([number(row.output_tokens)], [row.n]);
  const [input] = perCall([number(row.input_tokens)], [row.n]);
  return { ...row, ...(output != null && { output_length: output }), ...(input != null && { input_length: input }) };
}

const number = (value: Row[string]): number | null => (typeof value === 'number' ? value : null);

function Languages({ courses, markers }: { courses: MetricAnswer; markers: Marker[] }) {
  const answer = useMetric({
    metrics: ['calls'],
    group_by: ['language'],
    interval: 'auto',
    filter: [{ field: 'language', op: 'exists', value: true }],
    limit: INKS.length,
    compare: false,
  });
  const grid = useMemo(() => gridOf(courses.rows, undefined, courses.meta), [courses.rows, courses.meta]);
  const layers = useMemo(() => (grid ? layersOf(answer.rows, grid) : []), [answer.rows, grid]);
  return (
    <Piled
      title="Language of answers"
      note={`the ${plural(layers.length, 'most frequent language')}; short answers tell none`}
      {...{ answer, grid, layers, markers }}
      verb="in one of these"
      filter={[{ field: 'language', op: 'exists', value: true }]}
      none="No answer here is long enough to tell its language."
    />
  );
}

const named = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

function nameOf(code: string): string {
  try {
    return named.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Layers by language, the most frequent at the bottom. */
function layersOf(rows: readonly Row[], { times, step }: Grid): Layer[] {
  const found = new Map<string, number[]>();
  for (const { language, time, n } of rows) {
    const at = Math.round((Date.parse(time ?? '') - (times[0] ?? 0)) / step);
    const values = found.get(String(language)) ?? new Array<number>(times.length).fill(0);
    if (values[at] !== undefined) values[at] += n;
    found.set(String(language), values);
  }
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return [...found]
    .sort(([, a], [, b]) => sum(b) - sum(a))
    .map(([code, values], at) => ({ label: nameOf(code), ink: INKS[at] ?? 'faint', values }));
}
