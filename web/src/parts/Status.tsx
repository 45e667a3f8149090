import { Check, CircleAlert } from 'lucide-react';
import type { Call } from '../model.ts';

type Outcome = Pick<Call, 'status' | 'error_type' | 'http_status'>;

/** How a call ended in a word or two: `ok`, `429 rate_limit`. */
export const statusWords = ({ status, error_type, http_status }: Outcome): string =>
  status === 'ok'
    ? 'ok'
    : [http_status, error_type === String(http_status) ? undefined : error_type].filter(Boolean).join(' ') || 'error';

/** The same, told by picture and colour too. Success is quiet: most rows are. */
export function Status({ call }: { call: Outcome }) {
  const failed = call.status === 'error';
  const Icon = failed ? CircleAlert : Check;
  return (
    <span className={`inline-flex max-w-full items-center gap-1.5 ${failed ? 'font-medium text-bad' : 'text-muted'}`}>
      <Icon size={13} className={`shrink-0 ${failed ? '' : 'text-ok'}`} aria-hidden="true" />
      <span className="truncate" title={statusWords(call)}>
        {statusWords(call)}
      </span>
    </span>
  );
}
