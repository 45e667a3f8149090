import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './Kbd.tsx';

export const FLOAT = 'fade z-40 rounded-panel bg-panel p-1 text-body shadow-float outline-none';
const ITEM =
  'flex min-h-8 items-center gap-2 rounded-control px-2 outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-50';

/** A button that opens a list of actions or choices. `trigger` must take a ref and DOM props, as `Button` does. */
export function Menu({
  trigger,
  children,
  align = 'start',
  open,
  onOpenChange,
}: {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}) {
  return (
    <DropdownMenu.Root
      modal={false}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={`${FLOAT} max-h-[min(480px,var(--radix-dropdown-menu-content-available-height))] min-w-48 max-w-[calc(100vw-16px)] overflow-auto`}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem({
  onSelect,
  children,
  hint,
  danger = false,
  disabled = false,
}: {
  onSelect: () => void;
  children: ReactNode;
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
}) {
  return (
    <DropdownMenu.Item disabled={disabled} onSelect={onSelect} className={`${ITEM} ${danger ? 'text-bad' : ''}`}>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <Kbd>{hint}</Kbd>}
    </DropdownMenu.Item>
  );
}

/** One of several: the chosen one carries a tick. */
export function MenuChoice({
  chosen,
  onSelect,
  children,
  note,
}: {
  chosen: boolean;
  onSelect: () => void;
  children: ReactNode;
  note?: ReactNode;
}) {
  return (
    <DropdownMenu.CheckboxItem checked={chosen} onSelect={onSelect} className={ITEM}>
      <span className="w-4 shrink-0">{chosen && <Check size={14} aria-hidden="true" />}</span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {note !== undefined && <span className="text-small text-muted">{note}</span>}
    </DropdownMenu.CheckboxItem>
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-small text-muted">{children}</DropdownMenu.Label>
);
export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;
