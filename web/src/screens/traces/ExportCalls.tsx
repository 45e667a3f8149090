import { Download, LoaderCircle } from 'lucide-react';
import { useRef, useState } from 'react';
import { fetchFile } from '../../api.ts';
import { save } from '../../download.ts';
import { exact } from '../../format.ts';
import type { Scope } from '../../parts/callColumns.tsx';
import { useMe } from '../../queries.ts';
import { fileName } from '../../sheet.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Menu, MenuItem, MenuLabel } from '../../ui/Menu.tsx';
import { toast } from '../../ui/Toast.tsx';
import { useView } from '../../view.ts';

/** Rows of one file at most. */
const MOST = 100_000;
const FORMATS = { csv: 'CSV', jsonl: 'JSON, one object a line' } as const;
type Format = keyof typeof FORMATS;

/** Every row of the view as a file, not only those that are loaded. */
export function ExportCalls({ scope }: { scope: Scope }) {
  const { range, filter, search } = useView();
  const { data: me } = useMe();
  const [running, setRunning] = useState(false);
  const stop = useRef<AbortController>(undefined);
  const run = async (format: Format) => {
    stop.current = new AbortController();
    setRunning(true);
    try {
      const order_by = search.sort === 'time' ? 'time' : '-time';
      const text = search.q === undefined ? {} : { text: search.q };
      const body = { format, filter, range, scope, order_by, limit: MOST, ...text };
      const file = await fetchFile('/calls/export', body, stop.current.signal);
      save(file, fileName(me?.project.name ?? 'project', scope, range, format));
    } catch (error) {
      if (!stop.current.signal.aborted) toast(error instanceof Error ? error.message : String(error), 'bad');
    } finally {
      setRunning(false);
    }
  };
  if (running)
    return (
      <IconButton
        label="Exporting; press to stop"
        className="border border-strong"
        onClick={() => stop.current?.abort()}
      >
        <LoaderCircle size={14} className="motion-safe:animate-spin" aria-hidden="true" />
      </IconButton>
    );
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`Export ${scope}`}
          title={`Export ${scope}`}
          className="inline-flex size-7 shrink-0 items-center justify-center rounded-control border border-strong bg-panel transition-colors hover:bg-hover"
        >
          <Download size={14} aria-hidden="true" />
        </button>
      }
    >
      <MenuLabel>
        All {scope} of this view, by time, up to {exact(MOST)}
      </MenuLabel>
      {(Object.keys(FORMATS) as Format[]).map((format) => (
        <MenuItem key={format} onSelect={() => void run(format)}>
          {FORMATS[format]}
        </MenuItem>
      ))}
    </Menu>
  );
}
