import type { Filter, Row } from '../../model.ts';
import { RankedCalls } from '../../parts/RankedCalls.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import { useMetric } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { useOpenCalls } from '../reliability/useOpenCalls.ts';
import { filtersOf } from '../traces/groups.ts';

const BY = [
  { value: 'user', label: 'User' },
  { value: 'customer', label: 'Customer' },
  { value: 'service', label: 'Service' },
  { value: 'endpoint', label: 'Endpoint' },
] as const;
type By = (typeof BY)[number]['value'];

/** Who flagged calls come from, most first. `filter`: the kind that is looked at. */
export function Sources({ filter, className }: { filter: Filter; className: string }) {
  const { search, patch } = useView();
  const open = useOpenCalls();
  const by: By = BY.find(({ value }) => value === search.by)?.value ?? 'user';
  const answer = useMetric({
    metrics: ['calls'],
    group_by: [by],
    filter: [filter],
    order_by: '-calls',
    limit: 8,
    compare: false,
  });
  return (
    <RankedCalls
      className={className}
      title="Where from"
      note={
        <Segmented<By>
          label="Sources by"
          value={by}
          onChange={(chosen) => patch({ by: chosen === 'user' ? undefined : chosen })}
          options={BY}
        />
      }
      answer={answer}
      rows={answer.rows}
      field={by}
      nameOf={(row: Row) => (row[by] === undefined ? `no ${by}` : String(row[by]))}
      onPick={(row) => open([filter, ...filtersOf(row, [by])])}
      none="Nothing was flagged here."
    />
  );
}
