import { Tooltip } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './Kbd.tsx';

export const TooltipRoot = ({ children }: { children: ReactNode }) => (
  <Tooltip.Provider delayDuration={350} skipDelayDuration={200}>
    {children}
  </Tooltip.Provider>
);

/** A note on its child, by pointer and by keyboard; `hint` is the key that does the same. */
export function Tip({ text, hint, children }: { text: ReactNode; hint?: string; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="fade z-50 flex max-w-80 items-center gap-2 rounded-control bg-ink px-2 py-1 text-small text-panel"
        >
          {text}
          {hint && <Kbd inverse>{hint}</Kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
