import { SCORE_NAMES, SCORES, type ScoreName, scoreColumn } from '../../model/scoring.ts';
import type { ColumnType } from '../../model/span.ts';
import { SPAN_COLUMNS, type SpanColumn } from '../../model/span.ts';

export type FieldType = 'string' | 'number' | 'time' | 'tags' | 'map' | 'boolean';

/** What is said about a field to whoever builds a filter. */
export interface FieldInfo {
  name: string;
  type: FieldType;
  /** `field`: filter, group and return it. `text`: filter by words and return it. */
  use: 'field' | 'text';
  description: string;
}

const TYPES: Record<ColumnType, FieldType> = {
  string: 'string',
  low: 'string',
  bool: 'boolean',
  'u16?': 'number',
  u64: 'number',
  'u64?': 'number',
  'share?': 'number',
  time: 'time',
  ms: 'number',
  'ms?': 'number',
  'usd?': 'number',
  tags: 'tags',
  map: 'map',
};

const columnInfos = Object.entries(SPAN_COLUMNS).flatMap(([name, { type, use, doc }]) =>
  use === 'internal' ? [] : [{ name, type: TYPES[type], use, description: doc }],
);

/** Every column that may be filtered on, in the order of the model, then what detectors say of calls. */
export const FIELD_INFOS: readonly FieldInfo[] = [
  ...columnInfos,
  ...SCORE_NAMES.map(
    (name): FieldInfo => ({
      name: `score.${name}`,
      type: 'number',
      use: 'field',
      description: SCORES[name].doc,
    }),
  ),
];

/** What a field's name means: a column, a key of `metadata`, or a score by name. */
export type Field =
  | { kind: 'column'; name: SpanColumn; type: FieldType; use: 'field' | 'text' }
  | { kind: 'metadata'; key: string }
  | { kind: 'score'; score: string; column?: ScoreColumn };

type ScoreColumn = `score_${ScoreName}`;

const COLUMNS: ReadonlyMap<string, Field> = new Map(
  columnInfos.map(({ name, type, use }) => [name, { kind: 'column', name: name as SpanColumn, type, use }]),
);

const isDetected = (score: string): score is ScoreName => Object.hasOwn(SCORES, score);

/** The field of a name (`model`, `metadata.<key>`, `score.<name>`), undefined when there is none. */
export function parseField(name: string): Field | undefined {
  const column = COLUMNS.get(name);
  if (column) return column;
  const dot = name.indexOf('.');
  const rest = name.slice(dot + 1);
  if (dot < 0 || rest === '') return undefined;
  if (name.startsWith('metadata.')) return { kind: 'metadata', key: rest };
  if (name.startsWith('score.'))
    return { kind: 'score', score: rest, ...(isDetected(rest) && { column: scoreColumn(rest) }) };
  return undefined;
}
