import { useNavigate } from '@tanstack/react-router';
import { CircleMinus, CirclePlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { encodeFilter, withFilter } from '../filter.ts';
import { exact } from '../format.ts';
import type { Filter, FilterOp, ScoredSpan } from '../model.ts';
import { wholeTime } from '../time.ts';
import { IconButton } from '../ui/Button.tsx';
import { Copy } from '../ui/Copy.tsx';
import { useView } from '../view.ts';
import { Marked, TextBlock } from './Visible.tsx';

/** What says what ran, where and for whom; texts and ids of the tree have their own places. */
const GROUPS: { title: string; fields: readonly (keyof ScoredSpan)[] }[] = [
  {
    title: 'What ran',
    fields: ['kind', 'name', 'operation', 'provider', 'model', 'requested_model', 'prompt', 'prompt_version'],
  },
  {
    title: 'Where and for whom',
    fields: [
      'environment',
      'service',
      'endpoint',
      'user',
      'session',
      'team',
      'customer',
      'feature',
      'rollout',
      'arm',
      'tags',
    ],
  },
  {
    title: 'How it went',
    fields: [
      'status',
      'http_status',
      'error_type',
      'finish_reason',
      'language',
      'duration_ms',
      'ttft_ms',
      'input_tokens',
      'cached_tokens',
      'cache_write_tokens',
      'output_tokens',
      'reasoning_tokens',
      'cost',
      'cost_sent',
    ],
  },
  { title: 'Identity', fields: ['time', 'trace_id', 'span_id', 'parent_id'] },
];

/** Every known field, and below them everything else that was sent; each can become a filter. */
export function Attributes({ span }: { span: ScoredSpan }) {
  const metadata = Object.entries(span.metadata ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <div className="flex flex-col gap-4">
      {GROUPS.map(({ title, fields }) => {
        const known = fields.filter((field) => span[field] !== undefined);
        return (
          known.length > 0 && (
            <Group key={title} title={title}>
              {known.map((field) => (
                <FieldRows key={field} field={field} value={span[field]} />
              ))}
            </Group>
          )
        );
      })}
      {metadata.length > 0 && (
        <Group title="Also sent">
          {metadata.map(([key, value]) => (
            <Row key={key} name={key} filter={{ field: `metadata.${key}`, op: 'eq', value }}>
              <TextBlock text={value} mono />
            </Row>
          ))}
        </Group>
      )}
    </div>
  );
}

function FieldRows({ field, value }: { field: keyof ScoredSpan; value: unknown }) {
  if (Array.isArray(value))
    return value.map((one) => (
      <Row key={String(one)} name={field} filter={{ field, op: 'contains', value: String(one) }}>
        <TextBlock text={String(one)} mono />
      </Row>
    ));
  if (typeof value === 'number')
    return (
      <Row name={field} filter={{ field, op: 'eq', value }}>
        {Number.isInteger(value) ? exact(value) : String(value)}
      </Row>
    );
  const shown = field === 'time' ? wholeTime(String(value)) : String(value);
  return (
    <Row name={field} {...(field === 'time' ? {} : { filter: { field, op: 'eq', value: String(value) } })}>
      <TextBlock text={shown} mono />
    </Row>
  );
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <section>
    <h3 className="pb-1 text-small font-medium text-muted">{title}</h3>
    <dl>{children}</dl>
  </section>
);

/** The API compares at most this much of a value. */
const LONGEST_VALUE = 4096;

function Row({ name, filter, children }: { name: string; filter?: Filter; children: ReactNode }) {
  const value = filter?.value === undefined ? '' : String(filter.value);
  const short = value.length <= LONGEST_VALUE;
  return (
    <div className="group grid min-h-8 grid-cols-[minmax(96px,168px)_minmax(0,1fr)_auto] items-start gap-x-3 border-t border-line py-1">
      <dt className="pt-0.5 text-muted [overflow-wrap:anywhere]">
        <Marked text={name} />
      </dt>
      <dd className="min-w-0 pt-0.5">{children}</dd>
      <dd className="flex opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
        {filter && short && <FilterButtons filter={filter} />}
        {value !== '' && <Copy text={value} label={`Copy ${name}`} />}
      </dd>
    </div>
  );
}

const EXCLUDE: Partial<Record<FilterOp, FilterOp>> = { eq: 'ne' };

function FilterButtons({ filter }: { filter: Filter }) {
  const show = useShowCalls();
  const exclude = EXCLUDE[filter.op];
  return (
    <>
      <IconButton label={`Only calls with this ${filter.field}`} onClick={() => show(filter)}>
        <CirclePlus size={14} aria-hidden="true" />
      </IconButton>
      {exclude && (
        <IconButton label={`No calls with this ${filter.field}`} onClick={() => show({ ...filter, op: exclude })}>
          <CircleMinus size={14} aria-hidden="true" />
        </IconButton>
      )}
    </>
  );
}

/** Opens the list of calls with one condition more. */
function useShowCalls(): (filter: Filter) => void {
  const { chips } = useView();
  const navigate = useNavigate();
  return (filter) =>
    void navigate({
      to: '/traces',
      search: ({ q, scope, sort, cols, sel, tab }) => ({
        ...{ q, scope, sort, cols, sel, tab },
        f: withFilter(chips, filter).map(encodeFilter),
      }),
    });
}
