import type { Filter } from '../../model.ts';
import { RankedCalls } from '../../parts/RankedCalls.tsx';
import { useMetric } from '../../useMetric.ts';
import { useOpenCalls } from '../reliability/useOpenCalls.ts';

const PII: Filter = { field: 'flags', op: 'eq', value: 'pii' };
const NAMES: Record<string, string> = {
  email: 'E-mail',
  phone: 'Phone',
  card: 'Card',
  iban: 'IBAN',
  ssn: 'SSN',
  ip: 'IP address',
};

/** Personal data and secrets that were seen, by type. */
export function PersonalData({ className }: { className: string }) {
  const open = useOpenCalls();
  const answer = useMetric({
    metrics: ['calls'],
    group_by: ['flags'],
    filter: [PII],
    order_by: '-calls',
    compare: false,
  });
  const rows = answer.rows.filter(({ flags }) => typeof flags === 'string' && flags.startsWith('pii:'));
  return (
    <RankedCalls
      className={className}
      title="Personal data by type"
      note="what a project redacts is gone for good: nobody can reveal it"
      {...{ answer, rows }}
      field="flags"
      nameOf={({ flags }) => {
        const type = String(flags).slice(4);
        return NAMES[type] ?? type.replaceAll('_', ' ');
      }}
      onPick={({ flags }) => open([{ ...PII, value: String(flags) }])}
      none="No personal data was seen here."
    />
  );
}
