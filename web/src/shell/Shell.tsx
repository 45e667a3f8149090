import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useView } from '../view.ts';
import { CommandMenu } from './CommandMenu.tsx';
import { Help } from './Help.tsx';
import { useKey, useKeyboard } from './keys.ts';
import { PLACES, type Place } from './places.ts';
import { BottomBar, Rail } from './Rail.tsx';
import { TopBar } from './TopBar.tsx';

const DiffersHost = lazy(() => import('../parts/DiffersHost.tsx').then(({ DiffersHost: one }) => ({ default: one })));
const SaveView = lazy(() => import('./views/SaveView.tsx').then(({ SaveView: one }) => ({ default: one })));
const CompareVersions = lazy(() =>
  import('./CompareVersions.tsx').then(({ CompareVersions: one }) => ({ default: one })),
);
const ManageViews = lazy(() => import('./views/ManageViews.tsx').then(({ ManageViews: one }) => ({ default: one })));

/** What may lie over a screen. */
export type Overlay = 'commands' | 'help' | 'save' | 'views' | 'versions';

/** What stays while screens change: the rail and the bar with the state of the view. */
export function Shell() {
  const [shown, setShown] = useState<Overlay>();
  const close = () => setShown(undefined);
  const comparing = useView().search.diff !== undefined;
  useKeyboard();
  useKey('mod+k', 'Commands', () => setShown('commands'));
  useKey('?', 'This list of keys', () => setShown('help'));
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-panel focus:px-3 focus:py-1.5"
      >
        Skip to content
      </a>
      {PLACES.map((place) => (
        <PlaceKey key={place.to} place={place} />
      ))}
      <Rail onShow={setShown} />
      <div className="flex min-w-0 flex-1 flex-col max-md:pb-14">
        <TopBar onShow={setShown} />
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
      <BottomBar />
      {shown === 'commands' && <CommandMenu onClose={close} onShow={setShown} />}
      {shown === 'help' && <Help onClose={close} />}
      <Suspense>
        {comparing && <DiffersHost />}
        {shown === 'save' && <SaveView onClose={close} />}
        {shown === 'views' && <ManageViews onClose={close} />}
        {shown === 'versions' && <CompareVersions onClose={close} />}
      </Suspense>
    </div>
  );
}

function PlaceKey({ place }: { place: Place }) {
  const navigate = useNavigate();
  useKey(place.keys, `Open ${place.label}`, () => void navigate({ to: place.to }));
  return null;
}
