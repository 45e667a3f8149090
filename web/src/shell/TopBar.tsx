import { useRouterState } from '@tanstack/react-router';
import { Button } from '../ui/Button.tsx';
import { useView } from '../view.ts';
import { CompareMenu } from './CompareMenu.tsx';
import { EnvironmentMenu } from './EnvironmentMenu.tsx';
import { FilterBar } from './FilterBar.tsx';
import { keyWords } from './keys.ts';
import { LiveToggle } from './LiveToggle.tsx';
import { Mark } from './Mark.tsx';
import { ProjectMenu } from './ProjectMenu.tsx';
import { ShareMenu, ViewsMenu } from './ShareMenu.tsx';
import type { Overlay } from './Shell.tsx';
import { TimeMenu } from './TimeMenu.tsx';

/** Screens whose numbers the range, the filter and the comparison are about. */
const VIEWED = new Set(['/', '/reliability', '/quality', '/security', '/traces']);
/** Those that show what their numbers are compared with. */
const COMPARED = new Set(['/', '/reliability', '/quality', '/security']);
/** A board is both. */
const BOARD = /^\/boards\/./;

/** Screens that look the same to everybody anyway. */
const UNSHARED = /^\/(settings|connect)(\/|$)/;

/** The more chips, the wider the screen must be for them to stand beside the rest. */
const ROW_OF_ITS_OWN: Record<number, string> = {
  1: 'max-md:order-last max-md:basis-full',
  2: 'max-lg:order-last max-lg:basis-full',
  3: 'max-xl:order-last max-xl:basis-full',
};

/** The state of the view, always in sight where it matters. */
export function TopBar({ onShow }: { onShow: (overlay: Overlay) => void }) {
  const { chips } = useView();
  const viewed = useRouterState({
    select: ({ location }) => VIEWED.has(location.pathname) || BOARD.test(location.pathname),
  });
  const compared = useRouterState({
    select: ({ location }) => COMPARED.has(location.pathname) || BOARD.test(location.pathname),
  });
  const shared = useRouterState({ select: ({ location }) => !UNSHARED.test(location.pathname) });
  return (
    <header className="top-0 z-20 flex md:sticky min-h-12 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line bg-bg px-5 py-2 max-sm:px-3">
      <span className="max-sm:hidden md:hidden">
        <Mark />
      </span>
      {/* A phone has no keys and no rail: all that they lead to is behind the mark. */}
      <button
        type="button"
        aria-label="Commands"
        onClick={() => onShow('commands')}
        className="-mx-1 inline-flex size-7 items-center justify-center rounded-control sm:hidden"
      >
        <Mark />
      </button>
      <ProjectMenu />
      {viewed && <EnvironmentMenu />}
      {viewed && (
        <div className={`min-w-0 flex-1 ${ROW_OF_ITS_OWN[Math.min(chips.length, 3)] ?? ''}`}>
          <FilterBar />
        </div>
      )}
      <div
        className={`ml-auto flex flex-wrap items-center gap-2 max-sm:gap-1 ${viewed ? 'max-md:ml-0 max-md:basis-full max-sm:[&_button]:px-2' : ''}`}
      >
        {viewed && <LiveToggle />}
        {viewed && <TimeMenu />}
        {compared && <CompareMenu onVersions={() => onShow('versions')} />}
        {shared && <ViewsMenu onSave={() => onShow('save')} onManage={() => onShow('views')} />}
        {shared && <ShareMenu />}
        <Button className="text-muted max-sm:hidden" onClick={() => onShow('commands')}>
          <span className="sr-only">Commands</span>
          {keyWords('mod+k')}
        </Button>
      </div>
    </header>
  );
}
