import { Button } from '../ui/Button.tsx';
import { Tip } from '../ui/Tooltip.tsx';
import { useView } from '../view.ts';
import { useKey } from './keys.ts';

/** Follows what comes in. A range that ends in the past can't be live, so it goes back to the default one. */
export function useToggleLive(): () => void {
  const { live, range, patch } = useView();
  return () => {
    if (live) patch({ live: undefined });
    else patch({ live: '1', ...(range.to === 'now' ? {} : { from: undefined, to: undefined }) });
  };
}

export function LiveToggle() {
  const { live } = useView();
  const toggle = useToggleLive();
  useKey('l', 'Follow live, or stop', toggle);
  return (
    <Tip text={live ? 'Follows new calls' : 'Shows the moment it was loaded'} hint="l">
      <Button aria-pressed={live} onClick={toggle} className={live ? '' : 'text-muted'}>
        <span className={`size-1.5 rounded-full ${live ? 'bg-ok' : 'border border-muted'}`} aria-hidden="true" />
        Live
      </Button>
    </Tip>
  );
}
