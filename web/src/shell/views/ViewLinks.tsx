import { House, Settings2 } from 'lucide-react';
import { Marked } from '../../parts/Visible.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { isHere, useHere, useOpenView, useSavedViews } from './views.ts';

/** Views shown in the rail; the rest is a menu away. */
const SHOWN = 8;

/** Saved views, in the rail. */
export function ViewLinks({ onManage }: { onManage: () => void }) {
  const { data: views = [] } = useSavedViews();
  const { address, follow } = useOpenView();
  const here = useHere();
  if (views.length === 0) return null;
  return (
    <div>
      <p className="flex items-center px-2 pb-0.5 text-note font-medium text-muted">
        <span className="flex-1">Views</span>
        <IconButton label="Rename or remove views" className="size-6" onClick={onManage}>
          <Settings2 size={13} aria-hidden="true" />
        </IconButton>
      </p>
      <ul className="flex flex-col gap-px">
        {views.slice(0, SHOWN).map((view) => (
          <li key={view.id}>
            <a
              href={address(view)}
              onClick={follow(view)}
              title={view.name}
              {...(isHere(view, here) ? { 'aria-current': 'page' as const } : {})}
              className="flex h-7.5 items-center rounded-control px-2 text-muted transition-colors hover:text-ink aria-[current=page]:bg-line aria-[current=page]:text-ink"
            >
              <span className="min-w-0 flex-1 truncate">
                <Marked text={view.name} />
              </span>
              {view.default && <House size={12} className="ml-1 shrink-0" aria-label="opens first" role="img" />}
            </a>
          </li>
        ))}
      </ul>
      {views.length > SHOWN && (
        <button
          type="button"
          onClick={onManage}
          className="px-2 py-1 text-small text-muted hover:text-ink hover:underline"
        >
          All {views.length} views
        </button>
      )}
    </div>
  );
}
