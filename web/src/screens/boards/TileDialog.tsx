import { type FormEvent, useState } from 'react';
import type { Tile, TileKind, Variable } from '../../boards.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Input.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import { useMetricCatalogue } from '../../useMetric.ts';
import { rowsOf } from './draft.ts';
import { fitted, KINDS, missing, SHAPES, tileTitle } from './shapes.ts';
import { FilterField, GroupField, Labelled, MetricField } from './TileFields.tsx';
import { TileOptions } from './TileOptions.tsx';
import { TileView } from './TileView.tsx';
import { GAP, ROW } from './useArrange.ts';

interface Props {
  tile: Tile;
  isNew: boolean;
  variables: readonly Variable[];
  chosen: ReadonlyMap<string, string>;
  onKeep: (tile: Tile) => void;
  onClose: () => void;
}

const LABELS = KINDS.map((value) => ({ value, label: SHAPES[value].label }));
/** A number or words need less room than a picture. */
const SIZES: Record<TileKind, Pick<Tile, 'width' | 'height'>> = {
  line: { width: 6, height: 'medium' },
  bar: { width: 4, height: 'medium' },
  table: { width: 12, height: 'medium' },
  heatmap: { width: 8, height: 'medium' },
  number: { width: 3, height: 'small' },
  text: { width: 4, height: 'small' },
};

/** What a tile asks and how it shows it, beside how it looks. */
export function TileDialog({ tile: given, isNew, variables, chosen, onKeep, onClose }: Props) {
  const catalogue = useMetricCatalogue();
  const [tile, setTile] = useState(given);
  const { metrics, groups } = SHAPES[tile.kind];
  const set = (next: Partial<Tile>) => catalogue && setTile((before) => fitted({ ...before, ...next }, catalogue));
  const lacks = missing(tile);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { title, ...rest } = tile;
    if (lacks === undefined) onKeep({ ...rest, ...(title?.trim() ? { title: title.trim() } : {}) });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isNew ? 'Add a tile' : 'Edit the tile'}
      className="w-280"
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-x-6 gap-y-4 md:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-3.5">
            <Labelled label="Kind" note={SHAPES[tile.kind].note}>
              <div className="overflow-x-auto">
                <Segmented
                  label="Kind of tile"
                  value={tile.kind}
                  options={LABELS}
                  onChange={(kind) => set({ kind, ...(isNew ? SIZES[kind] : {}) })}
                />
              </div>
            </Labelled>
            {metrics[1] > 0 && <MetricField tile={tile} catalogue={catalogue} onChange={set} />}
            {groups[1] > 0 && <GroupField tile={tile} onChange={set} />}
            {tile.kind === 'text' ? (
              <Words text={tile.text ?? ''} onChange={(text) => set({ text })} />
            ) : (
              <FilterField tile={tile} variables={variables} onChange={set} />
            )}
            <Field
              label="Title"
              maxLength={100}
              placeholder={tileTitle({ ...tile, title: undefined }, catalogue)}
              value={tile.title ?? ''}
              onChange={({ target }) => set({ title: target.value })}
            />
            <TileOptions tile={tile} catalogue={catalogue} onChange={set} />
          </div>
          <section aria-label="Preview" className="flex min-w-0 flex-col gap-1">
            <p className="text-small font-medium text-muted">Preview</p>
            <div style={{ height: rowsOf(tile.height) * (ROW + GAP) - GAP }}>
              {lacks === undefined ? (
                <TileView tile={tile} chosen={chosen} />
              ) : (
                <p className="flex h-full items-center justify-center rounded-panel border border-dashed border-strong text-muted">
                  {lacks}
                </p>
              )}
            </div>
          </section>
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={lacks !== undefined}>
            {isNew ? 'Add the tile' : 'Keep the changes'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const Words = ({ text, onChange }: { text: string; onChange: (text: string) => void }) => (
  <Labelled label="Text">
    <textarea
      aria-label="Text"
      maxLength={4000}
      value={text}
      onChange={({ target }) => onChange(target.value)}
      className="h-32 w-full resize-y rounded-control border border-strong bg-panel px-2.5 py-1.5"
    />
  </Labelled>
);
