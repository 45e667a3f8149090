import { useMemo } from 'react';
import { decodeSelection } from '../differs.ts';
import { useView } from '../view.ts';
import { Differs } from './Differs.tsx';

/** The comparison the address asks for, over whatever screen. */
export function DiffersHost() {
  const { search, patch } = useView();
  const selection = useMemo(() => decodeSelection(search.diff), [search.diff]);
  if (!selection) return null;
  return <Differs selection={selection.filter} range={selection.range} onClose={() => patch({ diff: undefined })} />;
}
