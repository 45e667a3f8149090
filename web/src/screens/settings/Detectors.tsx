import { exact } from '../../format.ts';
import type { Detector } from '../../model.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { thresholdWords } from '../../parts/ScoreMeter.tsx';
import { useDetectors } from '../../queries.ts';
import { sheetOfRows } from '../../sheet.ts';
import { rangeWords } from '../../time.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useView } from '../../view.ts';
import { SettingsPage } from './SettingsPage.tsx';
import { Threshold } from './Threshold.tsx';

const COLUMNS = ['name', 'title', 'flag', 'threshold', 'default_threshold', 'description'] as const;

/** What every call is scored for, and from where on it is flagged. */
export function Screen() {
  const { range } = useView();
  const { data, error, refetch } = useDetectors();
  return (
    <SettingsPage title="Detectors" note={`thresholds are tried on the calls of ${rangeWords(range)}`}>
      {error && <ErrorNote error={error} retry={() => void refetch()} />}
      <Panel
        title="Detectors"
        note={data && `${exact(data.length)} run on every call, on this machine`}
        actions={<ExportMenu what="Detectors" sheet={() => data && sheetOfRows(data, COLUMNS)} />}
      >
        {data ? (
          <ul aria-label="Detectors" className="flex flex-col">
            {data.map((detector) => (
              <Row key={detector.name} detector={detector} />
            ))}
          </ul>
        ) : (
          !error && <Skeleton className="h-60 w-full opacity-50" />
        )}
      </Panel>
    </SettingsPage>
  );
}

function Row({ detector }: { detector: Detector }) {
  const { search, patch } = useView();
  const { name, title, description, threshold, default_threshold } = detector;
  const open = search.sel === name;
  return (
    <li className="border-t border-line py-2 first:border-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="w-40 font-semibold">{title}</span>
        <span className="min-w-0 flex-1 basis-60 text-muted">{description}</span>
        <span className="text-small">
          {thresholdWords(detector)}
          {threshold !== default_threshold && <span className="text-muted"> · shipped with {default_threshold}</span>}
        </span>
        <Button
          size="small"
          aria-expanded={open}
          aria-label={`${open ? 'Close' : 'Try another threshold'}: ${title}`}
          onClick={() => patch({ sel: open ? undefined : name }, { replace: true })}
        >
          {open ? 'Close' : 'Try another'}
        </Button>
      </div>
      {open && <Threshold detector={detector} />}
    </li>
  );
}
