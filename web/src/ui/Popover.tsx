import { Popover as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { FLOAT } from './Menu.tsx';

interface Props {
  /** Names the panel that opens. */
  label: string;
  trigger: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: 'start' | 'center' | 'end';
  className?: string;
  children: ReactNode;
}

/** A small panel that hangs from its trigger. */
export function Popover({ label, trigger, open, onOpenChange, align = 'start', className = '', children }: Props) {
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={`${FLOAT} max-w-[calc(100vw-16px)] ${className}`}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
