import { useMemo } from 'react';
import { elsewhere, evidenceOf } from '../evidence.ts';
import type { Score, ScoredSpan } from '../model.ts';
import { useDetectors } from '../queries.ts';
import { useView } from '../view.ts';
import { valueWords } from './ScoreList.tsx';
import { Marked } from './Visible.tsx';

/** Scores whose evidence is marked: of the detector that was chosen, else of all that called the call. */
export const markedScores = (scores: readonly Score[], mark: string | undefined): Score[] => {
  const called = scores.filter((score) => score.source === 'detector' && score.called);
  const chosen = called.filter(({ evaluator }) => evaluator === mark);
  return chosen.length > 0 ? chosen : called;
};

/** What detectors called about this call, each to be picked; and what they quote that stands in none of its texts. */
export function EvidenceBar({ span }: { span: ScoredSpan }) {
  const { search, patch } = useView();
  const { data: detectors } = useDetectors();
  const called = span.scores.filter((score) => score.source === 'detector' && score.called);
  const marked = useMemo(() => markedScores(span.scores, search.mark), [span, search.mark]);
  const hidden = useMemo(() => elsewhere(span, marked.flatMap(evidenceOf)), [span, marked]);
  if (called.length === 0) return null;
  return (
    <div className="flex flex-col gap-2 rounded-panel bg-warn-wash px-3 py-2">
      <ul aria-label="What detectors called" className="flex flex-wrap items-center gap-1.5">
        {called.map((score) => {
          const title = detectors?.find(({ name }) => name === score.name)?.title ?? score.name;
          const pressed = search.mark === score.evaluator;
          return (
            <li key={score.id}>
              <button
                type="button"
                aria-pressed={pressed}
                title={score.reason}
                onClick={() => patch({ mark: pressed ? undefined : score.evaluator }, { replace: true })}
                className="inline-flex h-6 items-center gap-1.5 rounded-control border border-strong bg-panel px-2 text-small font-medium aria-pressed:border-ink"
              >
                {title} <span className="font-semibold">{valueWords(score.value)}</span>
                {score.label !== undefined && <span className="text-muted">{score.label}</span>}
              </button>
            </li>
          );
        })}
      </ul>
      {marked.map(
        ({ id, reason }) =>
          reason !== undefined && (
            <p key={id} className="text-small">
              <Marked text={reason} />
            </p>
          ),
      )}
      {hidden.length > 0 && (
        <ul aria-label="Quoted from elsewhere" className="flex flex-col gap-1 text-small">
          {hidden.map(({ place, from, text, label }) => (
            <li key={`${place} ${from} ${label}`} className="[overflow-wrap:anywhere]">
              <span className="text-muted">{[place, label].filter(Boolean).join(', ')}:</span>{' '}
              <q>
                <Marked text={text} />
              </q>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
