import { useNavigate } from '@tanstack/react-router';
import { useBoards } from '../boards.ts';
import { NEW_GOAL } from '../goals.ts';
import { useMe } from '../queries.ts';
import { PRESETS } from '../time.ts';
import { useView } from '../view.ts';
import { COMPARISONS } from './CompareMenu.tsx';
import { useToggleLive } from './LiveToggle.tsx';
import { useSignOut } from './ProjectMenu.tsx';
import { PLACES } from './places.ts';
import { useShare } from './ShareMenu.tsx';
import type { Overlay } from './Shell.tsx';
import { chooseTheme, THEMES } from './theme.ts';
import { useMayChange, useOpenView, useSavedViews } from './views/views.ts';

export interface Command {
  key: string;
  /** What it is about, then what it does: found by either. */
  label: string;
  note?: string;
  run: () => void;
}

const SETTINGS = [
  { to: '/settings/projects', label: 'Projects' },
  { to: '/settings/prices', label: 'Prices' },
  { to: '/settings/detectors', label: 'Detectors' },
  { to: '/settings/system', label: 'System' },
] as const;

/** Everything the menu can do, the most used first. */
export function useCommands(onShow: (overlay: Overlay) => void): Command[] {
  const { patch, setRange, live } = useView();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const toggleLive = useToggleLive();
  const signOut = useSignOut();
  const share = useShare();
  const { data: views = [] } = useSavedViews();
  const { data: boards = [] } = useBoards();
  const { open } = useOpenView();
  const may = useMayChange();
  const made: Omit<Command, 'key'>[] = [
    ...PLACES.map(({ to, label, keys }) => ({ label: `Open ${label}`, note: keys, run: () => void navigate({ to }) })),
    ...SETTINGS.map(({ to, label }) => ({ label: `Open Settings: ${label}`, run: () => void navigate({ to }) })),
    ...boards.map(({ id, name }) => ({
      label: `Open board: ${name}`,
      run: () => void navigate({ to: '/boards/$boardId', params: { boardId: id } }),
    })),
    ...(may
      ? [{ label: 'Make a new board', run: () => void navigate({ to: '/boards', search: { tab: 'new' } }) }]
      : []),
    ...(may
      ? [{ label: 'Set a goal', run: () => void navigate({ to: '/reliability', search: { sel: NEW_GOAL } }) }]
      : []),
    ...views.map((view) => ({ label: `Open view: ${view.name}`, run: () => open(view) })),
    { label: live ? 'Stop following live' : 'Follow live', note: 'l', run: toggleLive },
    ...PRESETS.map(({ label, range }) => ({ label: `Time: ${label}`, run: () => setRange(range) })),
    ...COMPARISONS.map(({ label, vs }) => ({ label: `Compare with: ${label}`, run: () => patch({ vs }) })),
    { label: 'Compare with: Another version of a prompt', run: () => onShow('versions') },
    { label: 'Remove all filters', run: () => patch({ f: undefined, env: undefined }) },
    { label: 'Copy a link to this very time', note: 'y', run: () => share(false) },
    { label: 'Copy a link that moves with time', run: () => share(true) },
    ...(may ? [{ label: 'Save this view', note: 'v', run: () => onShow('save') }] : []),
    ...(views.length > 0 ? [{ label: 'Rename or remove saved views', run: () => onShow('views') }] : []),
    ...THEMES.map((theme) => ({ label: `Theme: ${theme}`, run: () => chooseTheme(theme) })),
    ...(me?.projects ?? []).map(({ id, name }) => ({
      label: `Switch to project ${name}`,
      run: () => patch({ project: id, f: undefined, env: undefined, sel: undefined }),
    })),
    ...(me?.principal.kind === 'user' ? [{ label: 'Sign out', run: signOut }] : []),
  ];
  return made.map((command) => ({ key: command.label, ...command }));
}
