import type { Change, Verdict } from '../change.ts';
import { Tip } from '../ui/Tooltip.tsx';

const TONES: Record<Verdict, string> = {
  better: 'text-ok',
  worse: 'text-bad',
  more: 'text-muted',
  less: 'text-muted',
  steady: 'text-muted',
  too_few: 'text-muted',
  none: 'text-muted',
};

const WORDS: Partial<Record<Verdict, string>> = { better: 'better', worse: 'worse', more: 'more', less: 'less' };

/** `▲ 18 % worse`: direction by arrow and by word. `quiet` leaves the word to the tooltip and to screen readers. */
export function ChangeText({ change, quiet = false }: { change: Change; quiet?: boolean }) {
  const { verdict, up, size, detail } = change;
  if (verdict === 'none') return null;
  const word = WORDS[verdict];
  return (
    <Tip text={detail}>
      <span className={`text-small font-medium whitespace-nowrap ${TONES[verdict]}`}>
        {word === undefined ? (
          quiet ? (
            ''
          ) : verdict === 'too_few' ? (
            'too few to compare'
          ) : (
            'as before'
          )
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
