import { Dialog } from '../ui/Dialog.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { keyWords, useBindings } from './keys.ts';

/** The keys that work here and now. */
export function Help({ onClose }: { onClose: () => void }) {
  const bindings = useBindings();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Keys">
      <dl className="grid grid-cols-[1fr_auto] gap-y-1.5">
        {bindings.map(({ keys, label }) => (
          <div key={keys + label} className="contents">
            <dt>{label}</dt>
            <dd className="text-right">
              <Kbd>{keyWords(keys)}</Kbd>
              <span className="sr-only">{keyWords(keys)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
