import { Tabs as Radix, ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';

interface Choice<T extends string> {
  value: T;
  label: ReactNode;
  /** A count beside the label. */
  note?: ReactNode;
}
interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly Choice<T>[];
  onChange: (value: T) => void;
}

/** Parts of one page, one shown at a time: children are `TabPanel`s. */
export function Tabs<T extends string>({
  label,
  value,
  options,
  onChange,
  children,
}: Props<T> & { children: ReactNode }) {
  return (
    <Radix.Root value={value} onValueChange={(chosen) => onChange(chosen as T)}>
      <Radix.List aria-label={label} className="flex gap-5 overflow-x-auto border-b border-line">
        {options.map((option) => (
          <Radix.Trigger
            key={option.value}
            value={option.value}
            className="-mb-px h-9 shrink-0 border-b-2 border-transparent font-medium text-muted transition-colors hover:text-ink data-[state=active]:border-ink data-[state=active]:text-ink"
          >
            {option.label} {option.note !== undefined && <span className="text-muted">{option.note}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

export const TabPanel = ({ value, children }: { value: string; children: ReactNode }) => (
  <Radix.Content value={value} className="pt-4">
    {children}
  </Radix.Content>
);

/** Two to four ways to look at the same thing. */
export function Segmented<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(chosen) => chosen !== '' && onChange(chosen as T)}
      className="inline-flex rounded-control border border-line bg-bg p-px"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="h-6 rounded-[5px] px-2 text-small font-medium whitespace-nowrap text-muted transition-colors hover:text-ink data-[state=on]:bg-hover data-[state=on]:text-ink"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
