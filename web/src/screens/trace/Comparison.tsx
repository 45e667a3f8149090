import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { exact, plural, text } from '../../format.ts';
import type { ScoredSpan, Unit } from '../../model.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { Marked } from '../../parts/Visible.tsx';
import type { Sheet } from '../../sheet.ts';
import { alignTraces, type Pair } from '../../traceAlign.ts';
import type { TraceTree } from '../../traceTree.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Td, Th, Tr } from '../../ui/Table.tsx';
import { useView } from '../../view.ts';
import { Waiting } from './Course.tsx';
import { PairDetail } from './PairDetail.tsx';
import { useTrace } from './useTrace.ts';

/** Steps drawn; the rest of two very long traces is not read side by side by anybody. */
const SHOWN = 500;

type Step = Pair<ScoredSpan>;

/** Two traces side by side: which steps they share, and what became of each. */
export function Comparison({ tree, against }: { tree: TraceTree<ScoredSpan>; against: string }) {
  const { patch } = useView();
  const other = useTrace(against);
  const pairs = useMemo(() => alignTraces(tree, other.tree), [tree, other.tree]);
  const [picked, setPicked] = useState<string>();
  const chosen =
    pairs.find((pair) => keyOf(pair) === picked) ?? pairs.find(({ a, b }) => a?.span?.is_call && b) ?? pairs[0];
  return (
    <div className="flex min-h-0 flex-1 gap-3.5 max-lg:flex-col">
      <section
        aria-label="Steps of both traces"
        className="flex min-h-0 min-w-0 flex-1 flex-col rounded-panel border border-line bg-panel"
      >
        <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5">
          <h2 className="font-semibold">Compared with</h2>
          <Link
            to="/traces/$traceId"
            params={{ traceId: against }}
            className="max-w-60 truncate font-mono text-small text-accent hover:underline"
          >
            {against}
          </Link>
          {!other.isPending && <Sums a={tree} b={other.tree} />}
          <span className="ml-auto flex items-center gap-1">
            {!other.isPending && <ExportMenu what="Compared traces" sheet={() => sheetOf(pairs)} />}
            <Button size="small" onClick={() => patch({ against: undefined })}>
              <X size={12} aria-hidden="true" />
              Stop comparing
            </Button>
          </span>
        </header>
        {other.error && other.spans.length === 0 ? (
          <div className="flex flex-col items-start gap-2 p-3">
            <ErrorNote error={other.error} retry={() => void other.refetch()} />
            <Link to="/traces" className={buttonClass()}>
              Open all traces
            </Link>
          </div>
        ) : other.isPending ? (
          <Waiting />
        ) : (
          <Steps pairs={pairs} chosen={chosen} onPick={setPicked} />
        )}
      </section>
      {chosen && !other.isPending && (
        <section
          aria-label="Difference of the step"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="shrink-0 overflow-y-auto rounded-panel border border-line bg-panel lg:w-[36%] lg:max-w-180"
        >
          <PairDetail pair={chosen} />
        </section>
      )}
    </div>
  );
}

/** The steps in their order, a row each: what is known of both sides. */
const sheetOf = (pairs: readonly Step[]): Sheet => ({
  columns: ['step', ...['duration_ms', 'output_tokens', 'cost'].flatMap((of) => [of, `${of} there`])],
  rows: pairs.map((pair) => {
    const { a, b } = pair;
    const [from, to] = [a?.span, b?.span];
    return [
      ...[titleOf(pair), a?.duration, b?.duration],
      ...[from?.output_tokens, to?.output_tokens, from?.cost, to?.cost],
    ];
  }),
});

const keyOf = ({ a, b }: Step): string => `${a?.id ?? ''}/${b?.id ?? ''}`;

function Sums({ a, b }: { a: TraceTree<ScoredSpan>; b: TraceTree<ScoredSpan> }) {
  const rows: [string, number | undefined, number | undefined, Unit][] = [
    ['took', a.duration, b.duration, 'ms'],
    ['tokens out', a.totals.output_tokens, b.totals.output_tokens, 'tokens'],
    ['cost', a.totals.cost, b.totals.cost, 'usd'],
  ];
  return (
    <p className="flex flex-wrap gap-x-3 text-small text-muted">
      <span>
        {plural(a.totals.spans, 'span')} → {exact(b.totals.spans)}
      </span>
      {rows.map(([title, from, to, unit]) => (
        <span key={title}>
          {title} {from === undefined ? 'unknown' : text(from, unit)} → {to === undefined ? 'unknown' : text(to, unit)}
        </span>
      ))}
    </p>
  );
}

function Steps({ pairs, chosen, onPick }: { pairs: Step[]; chosen: Step | undefined; onPick: (key: string) => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label="Steps" tabIndex={0} className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]">
      <table className="w-full border-collapse">
        <thead>
          <tr className="bg-panel">
            {['Step', 'Took', 'Difference', 'Tokens out', 'Cost'].map((title, at) => (
              <Th key={title} number={at > 0} first={at === 0} className="sticky top-0 bg-panel">
                {title}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pairs.slice(0, SHOWN).map((pair) => {
            const key = keyOf(pair);
            return (
              <Tr key={key} selected={pair === chosen} onPick={() => onPick(key)}>
                <StepCells pair={pair} onPick={() => onPick(key)} />
              </Tr>
            );
          })}
        </tbody>
      </table>
      {pairs.length > SHOWN && (
        <p className="border-t border-line px-3 py-2 text-small text-muted">
          The first {exact(SHOWN)} of {exact(pairs.length)} steps.
        </p>
      )}
    </section>
  );
}

const titleOf = (pair: Step): string => {
  const span = pair.a?.span ?? pair.b?.span;
  return span?.name ?? span?.model ?? span?.kind ?? 'parent not received';
};

function StepCells({ pair, onPick }: { pair: Step; onPick: () => void }) {
  const { a, b, depth } = pair;
  const [from, to] = [a?.span, b?.span];
  const alone = a === undefined ? 'only in the other' : b === undefined ? 'only in this one' : undefined;
  return (
    <>
      <Td first className="max-w-80 truncate">
        <button
          type="button"
          onClick={(event) => {
            event.stopPropagation();
            onPick();
          }}
          className="max-w-full truncate rounded-tag text-left"
          style={{ paddingLeft: Math.min(depth, 12) * 12 }}
        >
          <bdi>
            <Marked text={titleOf(pair)} />
          </bdi>
          {alone && <span className="pl-2 text-small font-normal text-warn">{alone}</span>}
        </button>
      </Td>
      <Td number>
        {a ? text(a.duration, 'ms') : '–'}
        <span className="text-muted"> → </span>
        {b ? text(b.duration, 'ms') : '–'}
      </Td>
      <Td number>
        {a && b ? <Difference from={a.duration} to={b.duration} unit="ms" words={['faster', 'slower']} /> : null}
      </Td>
      <Td number>
        <Difference from={from?.output_tokens} to={to?.output_tokens} unit="tokens" words={['fewer', 'more']} />
      </Td>
      <Td number>
        <Difference from={from?.cost} to={to?.cost} unit="usd" words={['cheaper', 'dearer']} />
      </Td>
    </>
  );
}

interface DifferenceProps {
  from: number | undefined;
  to: number | undefined;
  unit: Unit;
  words: [less: string, more: string];
}

/** How much, by arrow and word; two single runs prove nothing, so it carries no judgement. */
function Difference({ from, to, unit, words: [less, more] }: DifferenceProps) {
  if (from === undefined || to === undefined) return <span className="text-muted">–</span>;
  const by = to - from;
  if (by === 0) return <span className="text-muted">same</span>;
  return (
    <>
      <span aria-hidden="true">{by > 0 ? '▲' : '▼'}</span> {text(Math.abs(by), unit)}{' '}
      <span className="text-small text-muted">{by > 0 ? more : less}</span>
    </>
  );
}
