import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';

type InputProps = InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> };

const LOOK =
  'h-8 w-full rounded-control border border-strong bg-panel px-2.5 outline-offset-0 aria-[invalid=true]:border-bad disabled:opacity-50';

/** A bare text box; give it an `aria-label`, or use `Field`. */
export const Input = ({ className = '', ...props }: InputProps) => (
  <input className={`${LOOK} ${className}`} {...props} />
);

/** A labelled text box with a hint, and the reason when its value was refused. */
export function Field({
  label,
  hint,
  error,
  ...props
}: InputProps & { label: string; hint?: ReactNode; error?: string | undefined }) {
  const id = useId();
  const noted = error !== undefined || hint !== undefined;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-small font-medium text-muted">
        {label}
      </label>
      <Input
        id={id}
        aria-invalid={error !== undefined}
        {...(noted ? { 'aria-describedby': `${id}-note` } : {})}
        {...props}
      />
      {noted && (
        <p id={`${id}-note`} className={`text-small ${error === undefined ? 'text-muted' : 'text-bad'}`}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
