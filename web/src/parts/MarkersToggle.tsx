import { Flag, FlagOff } from 'lucide-react';
import { IconButton } from '../ui/Button.tsx';
import type { Happened } from '../useMarkers.ts';

/** Shows or hides what happened, on the charts of every screen; absent where nothing did. */
export function MarkersToggle({ of: { some, shown, show }, className = '' }: { of: Happened; className?: string }) {
  if (!some) return null;
  return (
    <IconButton
      label={shown ? 'Hide what happened on the charts' : 'Show what happened on the charts'}
      aria-pressed={shown}
      className={className}
      onClick={() => show(!shown)}
    >
      {shown ? <Flag size={14} aria-hidden="true" /> : <FlagOff size={14} aria-hidden="true" />}
    </IconButton>
  );
}
