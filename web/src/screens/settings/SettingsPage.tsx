import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../../queries.ts';
import { Page } from '../../ui/Page.tsx';

const PAGES = [
  { to: '/settings/keys', label: 'API keys' },
  { to: '/settings/projects', label: 'Projects' },
  { to: '/settings/prices', label: 'Prices' },
  { to: '/settings/detectors', label: 'Detectors' },
  { to: '/settings/system', label: 'System' },
] as const;

/** A page of the settings, with the way to the others. */
export function SettingsPage({ title, note, actions, children }: Parameters<typeof Page>[0]) {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <Page title={title} note={note} actions={actions} narrow above={<span className="sr-only">Settings</span>}>
      <nav aria-label="Settings" className="-mt-1 flex gap-5 overflow-x-auto border-b border-line">
        {PAGES.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            {...(path === to ? { 'aria-current': 'page' as const } : {})}
            className="-mb-px flex h-9 shrink-0 items-center border-b-2 border-transparent font-medium text-muted transition-colors hover:text-ink aria-[current=page]:border-ink aria-[current=page]:text-ink"
          >
            {label}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}

/** Whether the one who asks may change settings; undefined until that is known. */
export function useMayChange(): boolean | undefined {
  const { data } = useMe();
  return data?.principal.scopes.includes('admin');
}

/** In the place of what one may not see. */
export const NotAllowed = ({ what }: { what: string }): ReactNode => (
  <p className="rounded-panel border border-line bg-panel p-4 text-muted">
    {what} needs the scope <code>admin</code>. Ask an owner of this project.
  </p>
);
