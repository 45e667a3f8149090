import type { ReactNode } from 'react';
import { ApiError } from '../../api.ts';
import { Bar } from '../../charts/Bar.tsx';
import { Legend } from '../../charts/ChartTip.tsx';
import { HeatLegend } from '../../charts/HeatLegend.tsx';
import { HeatMap } from '../../charts/HeatMap.tsx';
import { Scatter } from '../../charts/Scatter.tsx';
import { Spark } from '../../charts/Spark.tsx';
import { Stack, StackLegend } from '../../charts/Stack.tsx';
import { Strip, StripLegend } from '../../charts/Strip.tsx';
import { TimeSeries } from '../../charts/TimeSeries.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { cellsOf, type Density, gridFor, heatFor, layersOf, linesOf, MARKERS } from './courses.ts';
import type { Section, State } from './specimens.tsx';

const nothing = () => {};
const DENSITIES: Density[] = ['usual', 'dense', 'sparse', 'empty'];

/** What a chart is drawn of, and what stands in its place and around it. */
interface Kind {
  title: string;
  /** The chart; `label` is one of a kind on the page. */
  draw: (density: Density, label: string) => ReactNode;
  /** What is said when there is nothing to draw. */
  none: string;
}

const frame = (title: string, body: ReactNode, note: ReactNode = 'n = 7,214'): ReactNode => (
  <Panel title={title} note={note}>
    {body}
  </Panel>
);

const failure = new ApiError(503, 'Try again later', 'too many queries over many rows at once');

/** All that may become of a panel with a chart. */
const conditionsOf = ({ title, draw, none }: Kind): State[] => [
  ...DENSITIES.filter((density) => density !== 'empty').map((density) => ({
    name: density,
    wide: true,
    show: (scheme: string) => draw(density, `${title}, ${density}, ${scheme}`),
  })),
  {
    name: 'loading',
    wide: true,
    show: () =>
      frame(
        title,
        <div className="h-36">
          <Skeleton className="h-full w-full opacity-50" />
        </div>,
        <Skeleton className="h-3 w-20" />,
      ),
  },
  { name: 'empty', wide: true, show: () => frame(title, <Said>{none}</Said>, 'n = 0') },
  { name: 'too few calls', wide: true, show: () => frame(title, <Said>Too few calls to show.</Said>, 'n = 7') },
  {
    name: 'failed, nothing shown before',
    wide: true,
    show: () => frame(title, <ErrorNote error={failure} retry={nothing} compact />, null),
  },
  {
    name: 'failed or stale, the last picture stays',
    wide: true,
    show: (scheme) =>
      frame(
        title,
        <>
          <ErrorNote error={failure} retry={nothing} compact />
          <div inert className="opacity-60">
            {draw('usual', `${title}, stale, ${scheme}`)}
          </div>
        </>,
      ),
  },
];

const Said = ({ children }: { children: string }) => (
  <p className="flex h-36 items-center justify-center text-muted">{children}</p>
);

const course: Kind = {
  title: 'Course over time',
  none: 'No call here says when its first token came.',
  draw: (density, label) => {
    const grid = gridFor(density);
    const lines = linesOf(grid);
    return (
      <>
        <Legend lines={lines} />
        <TimeSeries {...{ label, grid, lines }} n={grid.of('n')} markers={MARKERS} className="h-44" />
      </>
    );
  },
};

const pile: Kind = {
  title: 'Counts by kind',
  none: 'No call failed.',
  draw: (density, label) => {
    const grid = gridFor(density);
    const layers = layersOf(grid);
    return (
      <>
        <StackLegend layers={layers} />
        <Stack
          {...{ label, grid, layers }}
          n={grid.of('n')}
          markers={MARKERS}
          className="h-44"
          onBrush={nothing}
          onPick={nothing}
          hint="Click for the failed calls"
        />
      </>
    );
  },
};

const strip: Kind = {
  title: 'Availability strip',
  none: 'No calls here.',
  draw: (density, label) => {
    const grid = gridFor(density);
    return (
      <>
        <Strip {...{ label }} times={grid.times} step={grid.step} cells={cellsOf(grid)} onPick={nothing} />
        <StripLegend />
      </>
    );
  },
};

const heat: Kind = {
  title: 'Heat map',
  none: 'No calls here.',
  draw: (density, label) => {
    const grid = heatFor(density);
    return (
      <>
        <HeatLegend most={grid.most} about={density === 'dense'} />
        <HeatMap {...{ label, grid }} summary={label} about={density === 'dense'} onBox={nothing} className="h-56" />
      </>
    );
  },
};

const scatter: Kind = {
  title: 'Dots over an axis',
  none: 'Too few calls to show.',
  draw: (density, label) => {
    const xs = density === 'sparse' ? [3] : Array.from({ length: density === 'dense' ? 60 : 12 }, (_, at) => at + 1);
    const values = xs.map((x) => 800 + 90 * Math.max(0, x - 7));
    return (
      <Scatter
        {...{ label, xs }}
        n={xs.map((x) => Math.round(900 / x))}
        series={[
          { label: 'P50', ink: 'series-5', values },
          { label: 'P95', ink: 'series-1', values: values.map((value, at) => (at % 5 === 4 ? undefined : value * 2)) },
        ]}
        fit={density === 'usual' ? (x) => 800 + 90 * Math.max(0, x - 7) : undefined}
        rules={density === 'sparse' ? [] : [{ x: 7, label: 'rises from 7', ink: 'bad' }]}
        unit="ms"
        xLabel="calls in flight"
        className="h-56"
        tip={() => null}
        words={(at) => `${xs[at]} in flight`}
      />
    );
  },
};

const spark = (name: string, density: Density, more: { ink?: 'bad'; since?: number } = {}): State => ({
  name,
  show: () => (
    <div className="w-40">
      <Spark values={gridFor(density).of('p')} {...more} />
    </div>
  ),
});

const small: Section = {
  title: 'Small charts',
  states: [
    spark('course, with a gap', 'usual'),
    spark('course that got worse', 'usual', { ink: 'bad' }),
    spark('course after the period before', 'usual', { since: 7 }),
    spark('course, dense', 'dense'),
    spark('course, one point', 'sparse'),
    spark('course, nothing', 'empty'),
    { name: 'proportion', show: () => <Bar value={62} max={100} /> },
    { name: 'proportion, none', show: () => <Bar value={0} max={100} /> },
    { name: 'proportion, all', show: () => <Bar value={100} max={100} /> },
  ],
};

/** Every kind of chart under all conditions. */
export const CHARTS: Section[] = [
  small,
  ...[course, pile, strip, heat, scatter].map((kind) => ({ title: kind.title, states: conditionsOf(kind) })),
];
