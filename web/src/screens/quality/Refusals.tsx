import { exact } from '../../format.ts';
import type { Filter } from '../../model.ts';
import { FlaggedCalls } from '../../parts/FlaggedCalls.tsx';
import { RankedCalls } from '../../parts/RankedCalls.tsx';
import { useMetric } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { useOpenCalls } from '../reliability/useOpenCalls.ts';

const REFUSED: Filter = { field: 'flags', op: 'eq', value: 'refusal' };
const KINDS: Record<string, string> = {
  'refusal:safety': 'For safety',
  'refusal:inability': 'Cannot do it',
  'refusal:policy': 'By policy',
};

/** Answers that decline, by kind, and the newest of them. */
export function Refusals() {
  const { search, patch } = useView();
  const open = useOpenCalls();
  const answer = useMetric({ metrics: ['calls'], group_by: ['flags'], filter: [REFUSED], compare: false });
  const rows = answer.rows.filter(({ flags }) => typeof flags === 'string' && flags.startsWith('refusal:'));
  const all = answer.rows.find(({ flags }) => flags === 'refusal')?.n;
  const kind = search.sel !== undefined && Object.hasOwn(KINDS, search.sel) ? search.sel : undefined;
  return (
    <div className="grid gap-3.5 md:grid-cols-6">
      <RankedCalls
        className="md:col-span-2"
        title="Refusals by kind"
        note={all !== undefined && `n = ${exact(all)}`}
        {...{ answer, rows }}
        field="flags"
        nameOf={({ flags }) => KINDS[String(flags)] ?? String(flags)}
        onPick={({ flags }) =>
          kind === flags ? open([{ ...REFUSED, value: String(flags) }]) : patch({ sel: String(flags) })
        }
        none="No answer here declines."
      />
      <FlaggedCalls
        className="md:col-span-4"
        title={kind === undefined ? 'Newest refusals' : `Newest refusals: ${KINDS[kind]?.toLowerCase()}`}
        filter={{ ...REFUSED, value: kind ?? 'refusal' }}
        side="output"
        none="No answer here declines."
      />
    </div>
  );
}
