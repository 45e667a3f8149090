import { exact, text } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { ago, clockTime, dayTime, wholeTime } from '../../time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { type RateLimits, useRows } from './answers.ts';

/** Below this share of a limit it is worth a colour. */
const NEAR = 0.2;

/** How near calls came to providers' limits; nothing where no answer said so. */
export function Limits() {
  const { data } = useRows('/rate-limits');
  if (!data || data.limits.length === 0) return null;
  return (
    <Panel
      title="Rate-limit headroom"
      note={`lowest in the range, by the headers of answers${data.sampled ? ` since ${dayTime(data.sampled.from)}, ${clockTime(data.sampled.from)}` : ''}`}
      actions={<ExportMenu what="Rate-limit headroom" sheet={() => sheetOf(data.limits)} />}
      flush
    >
      <Table label="Rate-limit headroom">
        <thead>
          <tr className="bg-panel">
            <Th first>Model</Th>
            <Th>Limit of</Th>
            <Th number>Left at the lowest</Th>
            <Th number>Of</Th>
            <Th number>Share</Th>
            <Th number>When</Th>
            <Th number>n</Th>
          </tr>
        </thead>
        <tbody>
          {data.limits.map(({ provider, model, kind, share, remaining, limit, time, n }) => (
            <Tr key={`${provider}\0${model}\0${kind}`}>
              <Td first>
                <span className="font-mono text-small">{model ?? 'no model name'}</span>{' '}
                <span className="text-small font-normal text-muted">{provider}</span>
              </Td>
              <Td>{kind}</Td>
              <Td number>{exact(remaining)}</Td>
              <Td number>{exact(limit)}</Td>
              <Td number>
                <span className={share < NEAR ? 'font-semibold text-bad' : ''}>
                  {text(share, 'ratio')}
                  {share < NEAR && <span className="sr-only"> near the limit</span>}
                </span>
              </Td>
              <Td number title={wholeTime(time)}>
                {ago(time)}
              </Td>
              <Td number>{exact(n)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

const COLUMNS = ['provider', 'model', 'kind', 'remaining', 'limit', 'share', 'time', 'n'] as const;
const sheetOf = (limits: RateLimits['limits']) => ({
  columns: [...COLUMNS],
  rows: limits.map((limit) => COLUMNS.map((column) => limit[column])),
});
