import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { FLOAT } from './Menu.tsx';

interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; note?: string }[];
  onChange: (value: T) => void;
  className?: string;
  disabled?: boolean;
}

/** One value of a short list. `label` names it for those who can't see what is around it. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  className = '',
  disabled = false,
}: Props<T>) {
  return (
    <Radix.Root value={value} onValueChange={(chosen) => onChange(chosen as T)} disabled={disabled}>
      <Radix.Trigger
        aria-label={label}
        className={`inline-flex h-8 items-center justify-between gap-2 rounded-control border border-strong bg-panel px-2.5 transition-colors hover:bg-hover ${className}`}
      >
        <Radix.Value />
        <ChevronDown size={13} className="text-muted" aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className={`${FLOAT} max-h-80 min-w-(--radix-select-trigger-width) overflow-auto`}
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex min-h-8 items-center gap-2 rounded-control px-2 outline-none data-[highlighted]:bg-hover"
              >
                <span className="w-4 shrink-0">
                  <Radix.ItemIndicator>
                    <Check size={14} aria-hidden="true" />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.note && <span className="ml-auto pl-3 text-small text-muted">{option.note}</span>}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
