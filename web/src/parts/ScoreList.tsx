import type { Score, ScoredSpan } from '../model.ts';
import { wholeTime } from '../time.ts';
import { Badge } from '../ui/Badge.tsx';
import { DetectorScores } from './DetectorScores.tsx';
import { TextBlock } from './Visible.tsx';

const SOURCES: Record<Score['source'], string> = {
  detector: 'detector',
  judge: 'model as judge',
  user: 'user',
  reviewer: 'reviewer',
  api: 'sent',
};

/** Scores with who gave them and why. */
export function ScoreList({ span, onShow }: { span: ScoredSpan; onShow: (evaluator: string | undefined) => void }) {
  const given = span.scores.filter(({ source }) => source !== 'detector');
  const detected = span.scores.length > given.length || span.unscored !== undefined;
  return (
    <div className="flex flex-col gap-4">
      {detected && <DetectorScores {...{ span, onShow }} />}
      {(given.length > 0 || !detected) && <Given scores={given} />}
    </div>
  );
}

function Given({ scores }: { scores: readonly Score[] }) {
  if (scores.length === 0)
    return <p className="text-muted">Nobody has scored this yet: no vote, no review, no evaluator.</p>;
  return (
    <ul className="flex flex-col">
      {scores.map((score, at) => (
        <li key={score.id ?? at} className="flex flex-col gap-1 border-t border-line py-2.5 first:border-0 first:pt-0">
          <div className="flex flex-wrap items-baseline gap-x-2.5">
            <span className="font-semibold">{score.name}</span>
            <span className="text-[15px] font-semibold">{valueWords(score.value)}</span>
            {score.of !== undefined && <Badge>of the {score.of}</Badge>}
            {score.label !== undefined && <Badge>{score.label}</Badge>}
            <span className="ml-auto text-small text-muted" title={wholeTime(score.time)}>
              {[SOURCES[score.source] ?? score.source, score.evaluator, score.version].filter(Boolean).join(' · ')}
            </span>
          </div>
          {score.reason !== undefined && <TextBlock text={score.reason} />}
          {score.evidence !== undefined && <TextBlock text={evidenceText(score.evidence)} mono />}
        </li>
      ))}
    </ul>
  );
}

/** A score's value, without digits that say nothing. */
export const valueWords = (value: Score['value']): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value);

const evidenceText = (evidence: unknown): string =>
  typeof evidence === 'string' ? evidence : JSON.stringify(evidence, null, 2);
