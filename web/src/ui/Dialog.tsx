import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** One sentence under the title. */
  note?: ReactNode;
  children: ReactNode;
  className?: string;
}

const VEIL = 'fade fixed inset-0 z-30 bg-[rgb(10_11_14/0.4)]';

/** A question or form that everything else waits for. */
export function Dialog({ open, onOpenChange, title, note, children, className = 'w-110' }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={VEIL} />
        <Radix.Content
          {...(note === undefined ? { 'aria-describedby': undefined } : {})}
          className={`fade fixed top-[12vh] left-1/2 z-40 max-h-[80vh] max-w-[calc(100vw-24px)] -translate-x-1/2 overflow-auto rounded-panel bg-panel p-5 shadow-float outline-none ${className}`}
        >
          <Radix.Title className="pr-8 text-[16px]/6 font-semibold">{title}</Radix.Title>
          {note !== undefined && <Radix.Description className="mt-1 text-muted">{note}</Radix.Description>}
          <div className="mt-4">{children}</div>
          <Close />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A panel at the right edge beside which the page stays usable: what is behind it can still be picked. */
export function Drawer({ open, onOpenChange, title, note, children, className = 'w-160' }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Radix.Portal>
        <Radix.Content
          {...(note === undefined ? { 'aria-describedby': undefined } : {})}
          onInteractOutside={(event) => event.preventDefault()}
          // The drawer itself, not its first button, whose tooltip would open.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          className={`fade fixed inset-y-0 right-0 z-30 flex max-w-full flex-col border-l border-line bg-panel shadow-float outline-none ${className}`}
        >
          <div className="flex min-h-12 items-center gap-2 border-b border-line py-2 pr-12 pl-4">
            <Radix.Title className="min-w-0 truncate font-semibold">{title}</Radix.Title>
            {note !== undefined && (
              <Radix.Description className="truncate text-small text-muted">{note}</Radix.Description>
            )}
          </div>
          <div className="min-h-0 flex-1 overflow-auto">{children}</div>
          <Close />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const Close = () => (
  <Radix.Close
    aria-label="Close"
    className="absolute top-2.5 right-3 inline-flex size-7 items-center justify-center rounded-control text-muted transition-colors hover:bg-hover hover:text-ink"
  >
    <X size={16} aria-hidden="true" />
  </Radix.Close>
);
