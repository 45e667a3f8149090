import { CircleAlert } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { evidenceOf, sideOf } from '../evidence.ts';
import { text } from '../format.ts';
import type { ScoredSpan } from '../model.ts';
import { Badge } from '../ui/Badge.tsx';
import { Copy } from '../ui/Copy.tsx';
import { Segmented, TabPanel, Tabs } from '../ui/Tabs.tsx';
import { useView } from '../view.ts';
import { Attributes } from './Attributes.tsx';
import { CostTable } from './CostExplained.tsx';
import { Events } from './Events.tsx';
import { EvidenceBar, markedScores } from './EvidenceBar.tsx';
import { Facts } from './Facts.tsx';
import { Said } from './Messages.tsx';
import { ScoreList } from './ScoreList.tsx';
import { statusWords } from './Status.tsx';
import { Marks, TextBlock } from './Visible.tsx';

type Tab = 'said' | 'cost' | 'scores' | 'attributes' | 'events';

/** All there is to know of one span. `whole`: its texts are complete and its events are there. */
export function CallDetail({
  span,
  whole,
  tab,
  onTab,
}: {
  span: ScoredSpan;
  whole: boolean;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
}) {
  const { patch } = useView();
  const events = span.events ?? [];
  // One step for both: two would overtake each other.
  const show = (mark: string | undefined) => patch({ mark, tab: undefined }, { replace: true });
  const options: { value: Tab; label: string; note?: number | undefined }[] = [
    { value: 'said', label: span.is_call ? 'Messages' : 'Input and output' },
    ...(span.is_call ? [{ value: 'cost' as const, label: 'Cost' }] : []),
    { value: 'scores', label: 'Scores', note: span.scores.length || undefined },
    { value: 'attributes', label: 'Attributes' },
    ...(events.length > 0 ? [{ value: 'events' as const, label: 'Events', note: events.length }] : []),
  ];
  // The part that was open on another span may be missing on this one.
  const chosen = options.find(({ value }) => value === tab)?.value ?? 'said';
  return (
    <div className="flex flex-col gap-4 p-4">
      <Facts span={span} />
      {span.status === 'error' && <Failure span={span} />}
      <Tabs<Tab>
        label="Parts of the call"
        value={chosen}
        onChange={(next) => onTab(next === 'said' ? undefined : next)}
        options={options}
      >
        <TabPanel value="said">
          <SaidTexts span={span} whole={whole} />
        </TabPanel>
        <TabPanel value="cost">
          <CostTable span={span} />
        </TabPanel>
        <TabPanel value="scores">
          <ScoreList span={span} onShow={(mark) => show(mark)} />
        </TabPanel>
        <TabPanel value="attributes">
          <Attributes span={span} />
        </TabPanel>
        <TabPanel value="events">
          <Events events={events} />
        </TabPanel>
      </Tabs>
    </div>
  );
}

function Failure({ span }: { span: ScoredSpan }) {
  return (
    <div className="flex gap-2.5 rounded-panel bg-bad-wash p-3">
      <CircleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden="true" />
      <div className="min-w-0">
        <p className="font-semibold">{statusWords(span) === 'error' ? 'Failed' : `Failed: ${statusWords(span)}`}</p>
        {span.status_message !== undefined && <TextBlock text={span.status_message} />}
      </div>
    </div>
  );
}

function SaidTexts({ span, whole }: { span: ScoredSpan; whole: boolean }) {
  const [as, setAs] = useState<'read' | 'sent'>('read');
  const { search } = useView();
  const { input, output, scores, truncated = [] } = span;
  const evidence = useMemo(() => markedScores(scores, search.mark).flatMap(evidenceOf), [scores, search.mark]);
  const marks = useMemo(
    () => ({
      input: evidence.filter((one) => sideOf(one) === 'input'),
      output: evidence.filter((one) => sideOf(one) === 'output'),
    }),
    [evidence],
  );
  if (input === undefined && output === undefined)
    return (
      <p className="text-muted">
        No input or output was sent. Most instrumentations leave them out until told to record content.
      </p>
    );
  return (
    <div className="flex flex-col gap-5">
      <EvidenceBar span={span} />
      {(['input', 'output'] as const).map((side) => {
        const source = span[side];
        if (source === undefined) return null;
        return (
          <Section
            key={side}
            title={side === 'input' ? 'Input' : 'Output'}
            note={whole || !truncated.includes(side) ? undefined : <Badge tone="warn">beginning only</Badge>}
            actions={
              <>
                {side === (input === undefined ? 'output' : 'input') && (
                  <Segmented
                    label="Show texts"
                    value={as}
                    onChange={setAs}
                    options={[
                      { value: 'read', label: 'Readable' },
                      { value: 'sent', label: 'As sent' },
                    ]}
                  />
                )}
                <Copy text={source} label={`Copy ${side}`} />
              </>
            }
          >
            {as === 'sent' ? (
              <TextBlock text={source} mono />
            ) : (
              <Marks value={marks[side]}>
                <Said source={source} by={side === 'input' ? 'user' : 'assistant'} />
              </Marks>
            )}
          </Section>
        );
      })}
      {span.output === undefined && span.status === 'ok' && <p className="text-muted">No output was sent.</p>}
      {span.finish_reason !== undefined && span.finish_reason !== 'stop' && (
        <p className="text-small text-muted">
          Ended with <span className="font-mono">{span.finish_reason}</span>
          {span.finish_reason === 'length' &&
            span.output_tokens !== undefined &&
            `: cut off after ${text(span.output_tokens, 'tokens')} tokens`}
          .
        </p>
      )}
    </div>
  );
}

const Section = ({
  title,
  note,
  actions,
  children,
}: {
  title: string;
  note?: ReactNode;
  actions: ReactNode;
  children: ReactNode;
}) => (
  <section>
    <header className="flex min-h-7 items-center gap-2 pb-2">
      <h3 className="font-semibold">{title}</h3>
      {note}
      <div className="ml-auto flex items-center gap-1">{actions}</div>
    </header>
    {children}
  </section>
);
