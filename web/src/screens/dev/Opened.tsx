import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/Button.tsx';

/** A button that opens what covers the page. */
export function Opened({ label, children }: { label: string; children: (close: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      {open && children(() => setOpen(false))}
    </>
  );
}
