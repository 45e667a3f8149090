import { useState } from 'react';
import { type Differences, type DifferField, strengthOf } from '../differs.ts';
import { exact, plural } from '../format.ts';
import { Button } from '../ui/Button.tsx';
import { Tip } from '../ui/Tooltip.tsx';
import { DiffersBars, type OnValue } from './DiffersBars.tsx';
import { DiffersColumns } from './DiffersColumns.tsx';
import { Marked } from './Visible.tsx';

/** Fields that differ beyond chance; the others are told by name. */
export function DiffersList({ data, onValue }: { data: Differences; onValue: OnValue }) {
  const { selection, rest, fields, defining } = data;
  if (selection.n === 0 || rest.n === 0)
    return (
      <p className="p-4 text-muted">
        {selection.n === 0
          ? 'The selection holds no calls in this view.'
          : 'The selection is all there is in this view: nothing is left to compare it with.'}
      </p>
    );
  const told = fields.filter(({ significant }) => significant);
  const alike = fields.filter(({ significant }) => !significant);
  return (
    <>
      {told.length === 0 && (
        <p className="px-4 pt-4 font-semibold">Nothing differs by more than chance would make it.</p>
      )}
      <ol aria-label="What differs, the most first">
        {told.map((field) => (
          <li key={field.field} className="border-b border-line px-2.5 py-2.5">
            <Field field={field} onValue={onValue} />
          </li>
        ))}
      </ol>
      <div className="flex flex-col gap-2 p-4 text-small text-muted">
        {alike.length > 0 && (
          <p className="[overflow-wrap:anywhere]">
            Within chance: <Marked text={alike.map(({ field }) => field).join(', ')} />.
          </p>
        )}
        {defining.length > 0 && (
          <p>
            Not compared, since the selection was made by {defining.length === 1 ? 'it' : 'them'}:{' '}
            <Marked text={defining.join(', ')} />.
          </p>
        )}
        <p>
          Ranked by how unlike the two sides are (Jensen–Shannon divergence), leaving out what chance would do in one of
          a hundred such comparisons. What goes together is not always what causes: look at the calls.
        </p>
      </div>
    </>
  );
}

/** Values shown before one asks for more. */
const SHORT = 3;

function Field({ field, onValue }: { field: DifferField; onValue: OnValue }) {
  const [all, setAll] = useState(false);
  const { values, others, kind, score } = field;
  const shown = all ? values : values.slice(0, SHORT);
  return (
    <section aria-label={field.field}>
      <h3 className="flex items-center gap-2 px-1.5 pb-0.5">
        <span className="min-w-0 truncate font-mono text-small font-semibold" title={field.field}>
          <Marked text={field.field} />
        </span>
        <Strength score={score} />
      </h3>
      {kind === 'number' ? (
        <DiffersColumns field={field} onValue={onValue} />
      ) : (
        <DiffersBars field={field} values={shown} onValue={onValue} />
      )}
      {kind !== 'number' && (values.length > SHORT || (all && others)) && (
        <div className="flex items-center gap-2 px-0.5">
          <Button look="quiet" size="small" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Fewer values' : `${plural(values.length - SHORT, 'more value')}`}
          </Button>
          {all && others && (
            <span className="text-small text-muted">
              any other: n {exact(others.selected.n)} / {exact(others.rest.n)}
            </span>
          )}
        </div>
      )}
    </section>
  );
}

const STEPS = { strong: 3, clear: 2, slight: 1 };

/** How unlike, as a word and as one to three marks. */
function Strength({ score }: { score: number }) {
  const word = strengthOf(score);
  return (
    <Tip text={`${score.toFixed(3)} of 1: 0 is the same, 1 has nothing in common`}>
      <span className="ml-auto inline-flex shrink-0 items-center gap-1.5 text-small text-muted">
        <span className="flex gap-0.5" aria-hidden="true">
          {[1, 2, 3].map((step) => (
            <span key={step} className={`h-2 w-1 rounded-full ${step <= STEPS[word] ? 'bg-series-2' : 'bg-strong'}`} />
          ))}
        </span>
        {word}
      </span>
    </Tip>
  );
}
