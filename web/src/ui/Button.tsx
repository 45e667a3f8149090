import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Tip } from './Tooltip.tsx';

const BASE =
  'inline-flex items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap select-none transition-colors disabled:opacity-50';

const LOOKS = {
  plain: 'border border-strong bg-panel hover:bg-hover',
  primary: 'border border-ink bg-ink text-panel hover:opacity-90',
  danger: 'border border-strong bg-panel text-bad hover:bg-bad-wash',
  quiet: 'text-muted hover:bg-hover hover:text-ink',
} as const;
const SIZES = { normal: 'h-7 px-2.5 text-body', small: 'h-6 px-2 text-small' } as const;

export type ButtonLook = keyof typeof LOOKS;
interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: ButtonLook;
  size?: keyof typeof SIZES;
}

/** The classes of a button, for links that look like one. */
export const buttonClass = (look: ButtonLook = 'plain', size: keyof typeof SIZES = 'normal'): string =>
  `${BASE} ${LOOKS[look]} ${SIZES[size]}`;

/** A button says what happens when it is pressed. */
export function Button({ look = 'plain', size = 'normal', className = '', type = 'button', ...props }: Props) {
  return <button type={type} className={`${buttonClass(look, size)} ${className}`} {...props} />;
}

/** A button that shows only a picture; `label` names it, `hint` is its key. */
export function IconButton({
  label,
  hint,
  className = '',
  children,
  ...props
}: Omit<Props, 'look' | 'size'> & { label: string; hint?: string; children: ReactNode }) {
  return (
    <Tip text={label} {...(hint === undefined ? {} : { hint })}>
      <button
        type="button"
        aria-label={label}
        className={`inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted transition-colors hover:bg-hover hover:text-ink disabled:opacity-50 ${className}`}
        {...props}
      >
        {children}
      </button>
    </Tip>
  );
}
