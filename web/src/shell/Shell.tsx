import { Outlet } from '@tanstack/react-router';
import { BottomBar, Rail } from './Rail.tsx';

/** What stays while screens change: the rail and the bar with the state of the view. */
export function Shell() {
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-panel focus:px-3 focus:py-1.5"
      >
        Skip to content
      </a>
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col max-md:pb-14">
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
      <BottomBar />
    </div>
  );
}
