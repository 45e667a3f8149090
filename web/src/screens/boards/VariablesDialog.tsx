import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { BoardDocument, Tile, Variable } from '../../boards.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Input.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { FieldPicker } from '../traces/FieldPicker.tsx';
import { variableName, variableOf, variableTitle } from './variables.ts';

const MOST = 8;

interface Props {
  board: BoardDocument;
  onKeep: (next: Pick<BoardDocument, 'variables' | 'tiles'>) => void;
  onClose: () => void;
}

/** Which values are chosen at the head of the board, and which tiles heed them. */
export function VariablesDialog({ board, onKeep, onClose }: Props) {
  const [variables, setVariables] = useState(board.variables);
  const [tiles, setTiles] = useState(board.tiles);
  const [picking, setPicking] = useState(false);
  const add = (field: string) => {
    const name = variableName(
      field,
      variables.map((one) => one.name),
    );
    setVariables([...variables, { name, field }]);
    // What one can choose is to make a difference; a tile that should not heed it can be told so.
    setTiles(heeding(tiles, { name, field }, true));
    setPicking(false);
  };
  const change = (changed: Variable) =>
    setVariables(variables.map((one) => (one.name === changed.name ? changed : one)));
  const remove = (gone: Variable) => {
    setVariables(variables.filter((one) => one.name !== gone.name));
    setTiles(heeding(tiles, gone, false));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Variables"
      note="A value chosen once, at the head of the board. While none is chosen a tile shows all calls."
      className="w-160"
    >
      <ul className="flex flex-col gap-3">
        {variables.map((variable) => (
          <Row key={variable.name} {...{ variable, tiles }} onChange={change} onRemove={remove} onTiles={setTiles} />
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2 pt-4">
        <span className="mr-auto">
          <Popover
            label="Add a variable"
            open={picking}
            onOpenChange={setPicking}
            trigger={
              <Button disabled={variables.length >= MOST}>
                <Plus size={13} aria-hidden="true" />
                Add a variable
              </Button>
            }
          >
            <FieldPicker
              label="Field of the variable"
              placeholder="Choose by …"
              chosen={variables.map(({ field }) => field)}
              onPick={add}
            />
          </Popover>
        </span>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" onClick={() => onKeep({ variables: variables.map(plain), tiles })}>
          Keep the variables
        </Button>
      </div>
    </Dialog>
  );
}

/** Tiles of which all heed a variable, or none. */
function heeding(tiles: readonly Tile[], { name, field }: Variable, heeds: boolean): Tile[] {
  return tiles.map((tile) => {
    const others = tile.filter.filter(({ value }) => variableOf(value) !== name);
    const filter =
      heeds && tile.kind !== 'text' ? [...others, { field, op: 'eq' as const, value: `$${name}` }] : others;
    return { ...tile, filter };
  });
}

/** Without what was left empty. */
const plain = ({ name, field, title, default: usual }: Variable): Variable => ({
  ...{ name, field },
  ...(title?.trim() ? { title: title.trim() } : {}),
  ...(usual ? { default: usual } : {}),
});

interface RowProps {
  variable: Variable;
  tiles: readonly Tile[];
  onChange: (variable: Variable) => void;
  onRemove: (variable: Variable) => void;
  onTiles: (tiles: Tile[]) => void;
}

function Row({ variable, tiles, onChange, onRemove, onTiles }: RowProps) {
  const asking = tiles.filter(({ kind }) => kind !== 'text');
  const heeded = asking.filter(({ filter }) => filter.some(({ value }) => variableOf(value) === variable.name)).length;
  const title = variableTitle(variable);
  return (
    <li className="rounded-panel border border-line p-3">
      <p className="truncate">
        <span className="font-mono text-small">${variable.name}</span>{' '}
        <span className="text-muted">chooses by {variable.field}</span>
      </p>
      <div className="grid grid-cols-2 gap-3 pt-1 max-sm:grid-cols-1">
        <Field
          label="Title"
          maxLength={60}
          placeholder={variableTitle({ ...variable, title: undefined })}
          value={variable.title ?? ''}
          onChange={({ target }) => onChange({ ...variable, title: target.value })}
        />
        <Field
          label="Chosen at first"
          maxLength={1000}
          placeholder="all"
          value={variable.default ?? ''}
          onChange={({ target }) => onChange({ ...variable, default: target.value })}
        />
      </div>
      <div className="flex flex-wrap items-center gap-2 pt-2 text-small text-muted">
        {heeded} of {asking.length} tiles heed it.
        {heeded < asking.length && (
          <Button size="small" look="quiet" onClick={() => onTiles(heeding(tiles, variable, true))}>
            Let all heed it
          </Button>
        )}
        <span className="ml-auto">
          <IconButton label={`Remove ${title}`} onClick={() => onRemove(variable)}>
            <Trash2 size={14} aria-hidden="true" />
          </IconButton>
        </span>
      </div>
    </li>
  );
}
