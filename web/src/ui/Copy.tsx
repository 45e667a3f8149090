import { Check, Copy as CopyIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from './Button.tsx';
import { toast } from './Toast.tsx';

/** Copies `text`; says so by its picture. With `children` it is a button in words. */
export function Copy({ text, label = 'Copy', children }: { text: string; label?: string; children?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => toast('The browser does not allow copying here. Select the text instead.', 'warn'),
    );
  const picture = copied ? (
    <Check size={14} className="text-ok" aria-hidden="true" />
  ) : (
    <CopyIcon size={14} aria-hidden="true" />
  );
  if (children === undefined)
    return (
      <IconButton label={copied ? 'Copied' : label} onClick={copy}>
        {picture}
      </IconButton>
    );
  return (
    <Button onClick={copy}>
      {picture}
      {copied ? 'Copied' : children}
    </Button>
  );
}
