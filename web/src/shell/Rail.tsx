import { Link, useRouterState } from '@tanstack/react-router';
import { Keyboard } from 'lucide-react';
import { IconButton } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { Mark } from './Mark.tsx';
import { GROUPS, isAt, PLACES } from './places.ts';
import type { Overlay } from './Shell.tsx';
import { ThemeMenu } from './ThemeMenu.tsx';
import { ViewLinks } from './views/ViewLinks.tsx';

const usePath = () => useRouterState({ select: ({ location }) => location.pathname });

/** The way around: a rail at the left, a bar at the bottom where the screen is narrow. */
export function Rail({ onShow }: { onShow: (overlay: Overlay) => void }) {
  const path = usePath();
  return (
    <nav
      aria-label="Screens"
      className="sticky top-0 flex h-dvh w-53 shrink-0 flex-col gap-4 overflow-y-auto border-r border-line bg-rail px-2.5 py-3.5 max-md:hidden"
    >
      <Link
        to="/"
        className="flex items-center gap-2 rounded-control px-1.5 py-0.5 text-[15px] font-semibold tracking-[-0.01em]"
      >
        <Mark />
        Telltale
      </Link>
      {GROUPS.map(({ label, places }) => (
        <div key={label ?? 'first'}>
          {label && <p className="px-2 pb-1.5 text-note font-medium text-muted">{label}</p>}
          <ul className="flex flex-col gap-px">
            {places.map((place) => (
              <li key={place.to}>
                <Link
                  to={place.to}
                  {...(isAt(place, path) ? { 'aria-current': 'page' as const } : {})}
                  className="group flex h-7.5 items-center gap-2 rounded-control px-2 font-medium text-muted transition-colors hover:text-ink aria-[current=page]:bg-line aria-[current=page]:text-ink"
                >
                  <span className="flex-1">{place.label}</span>
                  <span className="opacity-0 transition-opacity group-hover:opacity-100 group-aria-[current=page]:opacity-100">
                    <Kbd>{place.keys}</Kbd>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <ViewLinks onManage={() => onShow('views')} />
      <div className="mt-auto flex items-center gap-1 px-1">
        <ThemeMenu />
        <IconButton label="Keys" hint="?" onClick={() => onShow('help')}>
          <Keyboard size={15} aria-hidden="true" />
        </IconButton>
      </div>
    </nav>
  );
}

export function BottomBar() {
  const path = usePath();
  return (
    <nav
      aria-label="Screens"
      className="fixed inset-x-0 bottom-0 z-20 flex overflow-x-auto border-t border-line bg-rail pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {PLACES.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          {...(isAt(place, path) ? { 'aria-current': 'page' as const } : {})}
          className="flex h-14 min-w-17 flex-1 flex-col items-center justify-center gap-0.5 text-note font-medium text-muted aria-[current=page]:text-accent"
        >
          <place.icon size={18} aria-hidden="true" />
          {place.label}
        </Link>
      ))}
    </nav>
  );
}
