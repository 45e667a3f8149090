import type { Row } from '../model.ts';
import { Td } from '../ui/Table.tsx';
import { Marked } from './Visible.tsx';

interface Props {
  row: Row;
  fields: readonly string[];
  /** Chooses the group. */
  onPick: () => void;
}

/** The cells that say which group a row is; the first is the way in for a keyboard. */
export const GroupNames = ({ row, fields, onPick }: Props) =>
  fields.map((field, at) => (
    <Td key={field} first={at === 0} className="max-w-80 truncate">
      {at === 0 ? (
        <button
          type="button"
          title={groupName(row, field)}
          onClick={(event) => {
            event.stopPropagation();
            onPick();
          }}
          className={`max-w-72 truncate rounded-tag text-left align-middle font-semibold max-sm:max-w-36 ${row[field] === undefined ? 'text-muted' : ''}`}
        >
          <Name row={row} field={field} />
        </button>
      ) : (
        <Name row={row} field={field} />
      )}
    </Td>
  ));

const groupName = (row: Row, field: string): string => String(row[field] ?? `no ${field}`);

const Name = ({ row, field }: { row: Row; field: string }) =>
  row[field] === undefined ? (
    <span className="text-muted">{groupName(row, field)}</span>
  ) : (
    <bdi>
      <Marked text={groupName(row, field)} />
    </bdi>
  );
