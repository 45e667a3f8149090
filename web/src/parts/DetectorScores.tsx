import { evidenceOf } from '../evidence.ts';
import type { Detector, Score, ScoredSpan } from '../model.ts';
import { useDetectors } from '../queries.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { Review } from './Review.tsx';
import { ScoreMeter, thresholdWords } from './ScoreMeter.tsx';
import { Marked } from './Visible.tsx';

const WHY: Record<string, string> = {
  time: 'the time for one call had run out',
  busy: 'too many calls were waiting',
  failed: 'it failed',
};

interface Props {
  span: ScoredSpan;
  /** Leads to what a score rests on. */
  onShow: (evaluator: string | undefined) => void;
}

/** What detectors say of a call, those first that called it; and which did not come to it, and why. */
export function DetectorScores({ span, onShow }: Props) {
  const { data: detectors } = useDetectors();
  const scores = span.scores
    .filter(({ source, value }) => source === 'detector' && typeof value === 'number')
    .sort((a, b) => Number(b.called ?? false) - Number(a.called ?? false));
  const reviews = new Map(
    span.scores.flatMap(({ source, name, value }) =>
      source === 'reviewer' && (value === 0 || value === 1) ? [[name, value === 1] as const] : [],
    ),
  );
  const unscored = span.unscored ?? [];
  return (
    <>
      <ul aria-label="Detector scores" className="flex flex-col">
        {scores.map((score) => (
          <DetectorScore
            key={score.id}
            {...{ span, score, onShow }}
            detector={detectors?.find(({ name }) => name === score.name)}
            said={reviews.get(score.name)}
          />
        ))}
      </ul>
      {unscored.length > 0 && (
        <p className="text-small text-muted">
          Not scored:{' '}
          {unscored
            .map((one) => {
              const [name = '', why = ''] = one.split(':');
              return `${detectors?.find((known) => known.name === name)?.title ?? name} (${WHY[why] ?? why})`;
            })
            .join(', ')}
          .
        </p>
      )}
    </>
  );
}

interface ScoreProps extends Props {
  score: Score;
  detector: Detector | undefined;
  said: boolean | undefined;
}

function DetectorScore({ span, score, detector, said, onShow }: ScoreProps) {
  const { name, value, label, called = false, version, reason, evaluator } = score;
  const stretches = evidenceOf(score).length;
  return (
    <li className="flex flex-col gap-1 border-t border-line py-2 first:border-0 first:pt-0">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <span className="w-32 truncate font-semibold" title={detector?.description}>
          {detector?.title ?? name}
        </span>
        <ScoreMeter value={Number(value)} {...{ detector, called }} />
        <span className="w-12 font-semibold">{Number(value).toFixed(2)}</span>
        {called && <Badge tone="warn">flagged</Badge>}
        {label !== undefined && <Badge>{label}</Badge>}
        <span
          className="ml-auto max-w-full truncate text-small text-muted"
          title={[detector && thresholdWords(detector), evaluator, version && `version ${version}`]
            .filter(Boolean)
            .join(', ')}
        >
          {detector && `${detector.low ? '<' : '≥'} ${detector.threshold}`} · {version}
        </span>
      </div>
      {reason !== undefined && (
        <p className="[overflow-wrap:anywhere]">
          <Marked text={reason} />
        </p>
      )}
      {called && (
        <div className="flex flex-wrap items-center gap-1.5">
          {stretches > 0 && (
            <Button size="small" onClick={() => onShow(evaluator)}>
              Show in the text
            </Button>
          )}
          <Review call={span} {...{ name, said }} />
        </div>
      )}
    </li>
  );
}
