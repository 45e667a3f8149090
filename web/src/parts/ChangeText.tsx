import type { Change, Verdict } from '../change.ts';
import { Tip } from '../ui/Tooltip.tsx';

const TONES: Record<Verdict, string> = {
  better: 'text-ok',
  worse: 'text-bad',
  more: 'text-muted',
  less: 'text-muted',
  steady: 'text-muted',
  too_few: 'text-muted',
  apart: 'text-muted',
  none: 'text-muted',
};

const WORDS: Partial<Record<Verdict, string>> = { better: 'better', worse: 'worse', more: 'more', less: 'less' };

/** What is said of numbers that are no better or worse. */
function unjudged({ verdict, size, sides }: Change): string {
  if (verdict === 'too_few') return 'too few to compare';
  return verdict === 'apart' ? `${sides.before}: ${size}` : `as ${sides.before}`;
}

/** `▲ 18 % worse`: direction by arrow and by word. `quiet` leaves the word to the tooltip and to screen readers. */
export function ChangeText({ change, quiet = false }: { change: Change; quiet?: boolean }) {
  const { verdict, up, size, detail } = change;
  if (verdict === 'none' || (verdict === 'apart' && quiet)) return null;
  const word = WORDS[verdict];
  return (
    <Tip text={detail}>
      <span className={`text-small font-medium whitespace-nowrap ${TONES[verdict]}`}>
        {word === undefined ? (
          !quiet && unjudged(change)
        ) : (
          <>
            <span aria-hidden="true">{up ? '▲' : '▼'}</span> {size}{' '}
            <span className={quiet ? 'sr-only' : ''}>{word}</span>
          </>
        )}
      </span>
    </Tip>
  );
}
