import { useCallback } from 'react';
import { encodeSelection, type Selection } from '../differs.ts';
import { useView } from '../view.ts';

/** Opens the comparison of a selection with the rest of the view. */
export function useDiffers(): (selection: Selection) => void {
  const { patch } = useView();
  return useCallback((selection) => patch({ diff: encodeSelection(selection), sel: undefined }), [patch]);
}
