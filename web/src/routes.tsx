import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { setProject } from './api.ts';
import { queryClient } from './queries.ts';
import { parseParams, parseState, RETAINED, type Search, writeParams } from './search.ts';
import { Shell } from './shell/Shell.tsx';
import { isOpening } from './shell/views/opening.ts';
import { defaultView } from './shell/views/views.ts';
import { ScreenError } from './ui/ErrorNote.tsx';
import { NotFound } from './ui/NotFound.tsx';

let project: string | undefined;
const overview = () => import('./screens/overview/Overview.tsx');

const root = createRootRoute({
  validateSearch: (params: Record<string, unknown>): Search => parseState(params),
  search: { middlewares: [retainSearchParams<Search>(RETAINED)] },
  beforeLoad: async ({ search, location }) => {
    // Answers of one project must never show under another.
    if (search.project !== project) queryClient.clear();
    project = search.project;
    setProject(project);
    if (!isOpening(location.pathname, search)) return;
    // Whatever is answered, it comes while the screen it may lead to is fetched.
    void overview();
    const view = await defaultView(queryClient);
    if (view) throw redirect({ to: view.path, search: { project, ...view.search } as Search, replace: true });
  },
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ScreenError,
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: function ProjectShell() {
    return <Shell key={root.useSearch().project ?? ''} />;
  },
});

const inShell = <P extends string>(path: P, load: () => Promise<{ Screen: () => React.ReactNode }>) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load, 'Screen') });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: lazyRouteComponent(() => import('./screens/login/Login.tsx'), 'Screen'),
});

/** For those who build the app, and for tests; nothing leads there. */
const states = createRoute({
  getParentRoute: () => root,
  path: '/dev/states',
  component: lazyRouteComponent(() => import('./screens/dev/States.tsx'), 'Screen'),
});

/** One file a screen, each loaded when it is first opened. */
const screens = [
  inShell('/', overview),
  inShell('/reliability', () => import('./screens/reliability/Reliability.tsx')),
  inShell('/quality', () => import('./screens/quality/Quality.tsx')),
  inShell('/security', () => import('./screens/security/Security.tsx')),
  inShell('/traces', () => import('./screens/traces/Traces.tsx')),
  inShell('/traces/$traceId', () => import('./screens/trace/Trace.tsx')),
  inShell('/boards', () => import('./screens/boards/Boards.tsx')),
  inShell('/boards/$boardId', () => import('./screens/boards/BoardScreen.tsx')),
  inShell('/connect', () => import('./screens/connect/Connect.tsx')),
  inShell('/settings/keys', () => import('./screens/settings/Keys.tsx')),
  inShell('/settings/projects', () => import('./screens/settings/Projects.tsx')),
  inShell('/settings/prices', () => import('./screens/settings/Prices.tsx')),
  inShell('/settings/detectors', () => import('./screens/settings/Detectors.tsx')),
  inShell('/settings/system', () => import('./screens/settings/System.tsx')),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([shell.addChildren(screens), login, states]),
  parseSearch: parseParams,
  stringifySearch: writeParams,
  defaultPreload: 'intent',
  defaultErrorComponent: ScreenError,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
