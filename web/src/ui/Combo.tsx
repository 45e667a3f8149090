import { Check } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface Option {
  key: string;
  label: ReactNode;
  note?: ReactNode;
  chosen?: boolean;
}

interface Props<T extends Option> {
  label: string;
  placeholder: string;
  query: string;
  onQuery: (query: string) => void;
  options: readonly T[];
  onPick: (option: T) => void;
  /** Backspace in an empty box: one step back. */
  onBack?: () => void;
  /** In the place of the list when it is empty. */
  empty: ReactNode;
  className?: string;
  /** Takes the focus as it appears; default true. */
  autoFocus?: boolean;
}

/** A text box over the list it narrows; arrows choose, Enter picks. */
export function Combo<T extends Option>(props: Props<T>) {
  const {
    label,
    placeholder,
    query,
    onQuery,
    options,
    onPick,
    onBack,
    empty,
    className = '',
    autoFocus = true,
  } = props;
  const id = useId();
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const at = Math.min(active, options.length - 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query starts at its best match again
  useEffect(() => setActive(0), [query]);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const press = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined && options.length > 0) setActive((at + move + options.length) % options.length);
    else if (event.key === 'Backspace' && query === '' && onBack) onBack();
    else if (event.key === 'Enter' && options[at]) onPick(options[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div className={className}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it opens because one is about to type
        autoFocus={autoFocus}
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={id}
        aria-autocomplete="list"
        {...(options[at] ? { 'aria-activedescendant': `${id}-${at}` } : {})}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={query}
        onChange={({ target }) => onQuery(target.value)}
        onKeyDown={press}
        className="h-9 w-full border-b border-line bg-transparent px-2.5 outline-none"
      />
      <div ref={list} id={id} role="listbox" aria-label={label} className="max-h-80 overflow-auto pt-1">
        {options.map((option, index) => (
          <Choice
            key={option.key}
            id={`${id}-${index}`}
            option={option}
            active={index === at}
            onHover={() => setActive(index)}
            onPick={() => onPick(option)}
          />
        ))}
      </div>
      {options.length === 0 && <div className="px-2 py-2 text-muted">{empty}</div>}
    </div>
  );
}

interface ChoiceProps {
  id: string;
  option: Option;
  active: boolean;
  onHover: () => void;
  onPick: () => void;
}

function Choice({ id, option: { label, note, chosen }, active, onHover, onPick }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the text box, which keeps the focus
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen ?? active}
      data-active={active}
      onMouseMove={onHover}
      onClick={onPick}
      className="flex min-h-8 items-center gap-2 rounded-control px-2 data-[active=true]:bg-hover"
    >
      {chosen !== undefined && <span className="w-4 shrink-0">{chosen && <Check size={14} aria-hidden="true" />}</span>}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {note !== undefined && <span className="shrink-0 text-small text-muted">{note}</span>}
    </div>
  );
}
