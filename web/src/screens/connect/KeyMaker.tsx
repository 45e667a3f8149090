import { Check, KeyRound } from 'lucide-react';
import type { Me } from '../../model.ts';
import { Button } from '../../ui/Button.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import type { MadeKey } from './useMadeKey.ts';

/** The first step: a key, made with one click and written into everything below. */
export function KeyMaker({ made, me, needed }: { made: MadeKey; me: Me | undefined; needed: boolean }) {
  const may = me?.principal.scopes.includes('admin') === true;
  if (made.key !== undefined)
    return (
      <li className="flex flex-wrap items-center gap-x-2.5 gap-y-1 rounded-control bg-ok-wash px-3 py-2">
        <Check size={14} className="text-ok" aria-hidden="true" />
        <span className="font-medium">Your key is filled in below.</span>
        <span className="text-muted">It is shown this once: copy it if you need it elsewhere.</span>
        <span className="flex min-w-0 basis-full items-center gap-1">
          <code className="min-w-0 truncate text-small">{made.key}</code>
          <Copy text={made.key} label="Copy the key" />
        </span>
      </li>
    );
  if (me === undefined)
    return (
      <li className="flex h-7 items-center max-sm:h-19.5">
        <Skeleton className="h-5 w-100 max-w-full" />
      </li>
    );
  return (
    <li className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2.5">
        {may && (
          <Button look={needed ? 'primary' : 'plain'} onClick={made.make} disabled={made.isMaking}>
            <KeyRound size={14} aria-hidden="true" />
            {made.isMaking ? 'Creating …' : 'Create a key and fill it in'}
          </Button>
        )}
        <span className="text-muted">
          {needed
            ? may
              ? 'It may send calls to this project, and nothing else.'
              : 'Ask an owner of this project for a key that may send.'
            : 'Not needed: this server takes what comes from this machine without a key.'}
        </span>
      </div>
      {made.error && <ErrorNote error={made.error} retry={made.make} compact />}
    </li>
  );
}
