import { Download } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { Line } from '../charts/line.ts';
import { save } from '../download.ts';
import { filterWords } from '../filter.ts';
import type { RankedBar } from '../picture.ts';
import { useMe } from '../queries.ts';
import { csvOf, fileName, jsonOf, type Sheet } from '../sheet.ts';
import { fixed, rangeWords, resolve, zoneWords } from '../time.ts';
import { Menu, MenuItem, MenuLabel } from '../ui/Menu.tsx';
import { toast } from '../ui/Toast.tsx';
import { useView } from '../view.ts';

interface Props {
  /** Names what is exported, as in its title: `Latency`. */
  what: string;
  /** The data as it is now; undefined while there is none. */
  sheet?: () => Sheet | undefined;
  /** The lines of the chart beside the button: then it can be had as a picture too. An empty list = a chart without legend. */
  lines?: readonly Pick<Line, 'label' | 'ink' | 'look'>[] | undefined;
  /** The rows of a ranking, which can be had as a picture too. */
  bars?: (() => readonly RankedBar[]) | undefined;
  /** Further items. */
  children?: ReactNode;
}

/** Takes a table or chart out of the page: as CSV, JSON or, for charts, a picture. */
export function ExportMenu({ what, sheet, lines, bars, children }: Props) {
  const { range, filter } = useView();
  const { data: me } = useMe();
  const button = useRef<HTMLButtonElement>(null);
  const project = me?.project.name ?? 'project';
  const name = (ending: string) => fileName(project, what, range, ending);
  const withSheet = (write: (sheet: Sheet) => void) => {
    const found = sheet?.();
    if (found) write(found);
    else toast('There is nothing to export yet', 'warn');
  };
  const json = (found: Sheet) => {
    const { from, to } = resolve(range);
    const absolute = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    save(jsonOf(found, { project, what, range: absolute, filter }), name('json'), 'application/json');
  };
  const picture = async () => {
    const { drawingsIn, pictureOf, pictureOfBars } = await import('../picture.ts');
    const ranked = bars?.() ?? [];
    const drawings = bars ? [] : drawingsIn(button.current?.closest('section') ?? document.body);
    if (drawings.length === 0 && ranked.length === 0) return toast('There is no picture to export yet', 'warn');
    const { from, to } = resolve(range);
    const note = [project, rangeWords(fixed(from, to)), zoneWords(), ...filter.map(filterWords)].join(' · ');
    const head = { title: what, note };
    const blob = await (bars ? pictureOfBars(ranked, head) : pictureOf(drawings, { ...head, lines: lines ?? [] }));
    save(blob, name('png'));
  };
  return (
    <Menu
      align="end"
      trigger={
        <button
          ref={button}
          type="button"
          aria-label={`Export ${what}`}
          title={`Export ${what}`}
          className="inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted transition-colors hover:bg-hover hover:text-ink"
        >
          <Download size={14} aria-hidden="true" />
        </button>
      }
    >
      <MenuLabel>Export {what}</MenuLabel>
      {sheet && (
        <>
          <MenuItem onSelect={() => withSheet((found) => save(csvOf(found), name('csv'), 'text/csv'))}>CSV</MenuItem>
          <MenuItem onSelect={() => withSheet(json)}>JSON</MenuItem>
        </>
      )}
      {(lines || bars) && (
        <MenuItem onSelect={() => void picture().catch((error: Error) => toast(error.message, 'bad'))}>
          Picture (PNG)
        </MenuItem>
      )}
      {children}
    </Menu>
  );
}
