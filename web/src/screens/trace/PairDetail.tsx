import { useMemo } from 'react';
import { outputText } from '../../messages.ts';
import type { ScoredSpan } from '../../model.ts';
import { useCall } from '../../parts/useCall.ts';
import { Marked } from '../../parts/Visible.tsx';
import { diffText } from '../../textDiff.ts';
import type { Pair } from '../../traceAlign.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Waiting } from './Course.tsx';

/** Characters compared of each answer. */
const MOST = 50_000;
/** What two runs of one step may differ in without anybody having meant it to. */
const FIELDS = [
  'model',
  'prompt',
  'prompt_version',
  'status',
  'finish_reason',
  'input_tokens',
  'output_tokens',
] as const;

/** What a step said in either trace, word by word, and which of its fields differ. */
export function PairDetail({ pair: { a, b } }: { pair: Pair<ScoredSpan> }) {
  const one = useCall(a?.span);
  const two = useCall(b?.span);
  const error = one.error ?? two.error;
  const [from, to] = [textOf(one.data), textOf(two.data)];
  const parts = useMemo(() => diffText(from.slice(0, MOST), to.slice(0, MOST)), [from, to]);
  const title = a?.span?.name ?? b?.span?.name ?? 'Step';
  const differing = FIELDS.filter((field) => a?.span && b?.span && a.span[field] !== b.span[field]);
  const same = parts.every((part) => part.in === 'both');
  return (
    <div className="flex flex-col gap-3 p-4">
      <h2 className="font-semibold">
        <bdi>
          <Marked text={title} />
        </bdi>
      </h2>
      {error && <ErrorNote error={error} compact />}
      {differing.length > 0 && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {differing.map((field) => (
            <div key={field} className="contents">
              <dt className="text-muted">{field}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">
                <Marked text={`${a?.span?.[field] ?? 'unknown'} → ${b?.span?.[field] ?? 'unknown'}`} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {(a?.span && one.isPending) || (b?.span && two.isPending) ? (
        <Waiting />
      ) : from === '' && to === '' ? (
        <p className="text-muted">No output is known of this step.</p>
      ) : (
        <>
          <h3 className="text-small font-medium text-muted">
            {same
              ? 'Output, the same in both'
              : 'Output: struck out what only this trace said, underlined what only the other said'}
          </h3>
          <div dir="auto" className="[overflow-wrap:anywhere] whitespace-pre-wrap [unicode-bidi:plaintext]">
            {parts.map(({ text, in: where }, at) => {
              const shown = <Marked text={text} />;
              // biome-ignore-start lint/suspicious/noArrayIndexKey: parts of two texts have no other name
              if (where === 'a')
                return (
                  <del key={at} className="bg-bad-wash text-bad">
                    {shown}
                  </del>
                );
              if (where === 'b')
                return (
                  <ins key={at} className="bg-ok-wash text-ok">
                    {shown}
                  </ins>
                );
              return <span key={at}>{shown}</span>;
              // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
            })}
          </div>
        </>
      )}
    </div>
  );
}

const textOf = (span: ScoredSpan | undefined): string => (span?.output === undefined ? '' : outputText(span.output));
