import { useLocation } from '@tanstack/react-router';
import { Bookmark, Share2 } from 'lucide-react';
import { useMe } from '../queries.ts';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../ui/Menu.tsx';
import { toast } from '../ui/Toast.tsx';
import { useView } from '../view.ts';
import { isMoving, linkTo } from './address.ts';
import { useKey } from './keys.ts';
import { isHere, useDefaultView, useHere, useMayChange, useOpenView, useSavedViews } from './views/views.ts';

/** Copies a link to what is on the screen: to this very time, or to one that moves. */
export function useShare(): (moving: boolean) => void {
  const { pathname } = useLocation();
  const { search } = useView();
  const { data: me } = useMe();
  return (moving) => {
    const link = location.origin + linkTo(pathname, search, me?.project.id ?? search.project, moving);
    navigator.clipboard?.writeText(link).then(
      () => toast(moving ? 'Link copied; its range moves with time' : 'Link to this very time copied', 'ok'),
      () => toast('The browser does not allow copying here. Copy the address instead.', 'warn'),
    );
  };
}

const TRIGGER =
  'inline-flex h-7 w-8 shrink-0 items-center justify-center rounded-control border border-strong bg-panel transition-colors hover:bg-hover';

/** A link for somebody else. */
export function ShareMenu() {
  const { search } = useView();
  const share = useShare();
  useKey('y', 'Copy a link to this very time', () => share(false));
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" aria-label="Share" title="Share" className={TRIGGER}>
          <Share2 size={14} aria-hidden="true" />
        </button>
      }
    >
      <MenuLabel>Copy a link</MenuLabel>
      <MenuItem onSelect={() => share(false)} hint="y">
        To this very time
      </MenuItem>
      <MenuItem onSelect={() => share(true)} disabled={!isMoving(search)}>
        That moves with time
      </MenuItem>
    </Menu>
  );
}

/** Saved views: those there are, and one more. */
export function ViewsMenu({ onSave, onManage }: { onSave: () => void; onManage: () => void }) {
  const { data: views = [] } = useSavedViews();
  const { open } = useOpenView();
  const may = useMayChange();
  const choose = useDefaultView();
  const opensWith = views.find((view) => view.default);
  const shown = useHere();
  const here = views.find((view) => isHere(view, shown));
  useKey('v', 'Save this view', () => may && onSave());
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" aria-label="Saved views" title="Saved views" className={TRIGGER}>
          <Bookmark size={14} aria-hidden="true" />
        </button>
      }
    >
      {views.length > 0 && <MenuLabel>Saved views</MenuLabel>}
      {views.map((view) => (
        <MenuItem key={view.id} onSelect={() => open(view)}>
          {view.name}
          {view.default && <span className="text-small text-muted"> · opens first</span>}
        </MenuItem>
      ))}
      {views.length > 0 && <MenuLine />}
      <MenuItem onSelect={onSave} hint="v" disabled={!may}>
        Save this view …
      </MenuItem>
      {may && opensWith && (
        <MenuItem onSelect={() => choose(opensWith, false)}>Open the project with the overview again</MenuItem>
      )}
      {may && here && !here.default && (
        <MenuItem onSelect={() => choose(here, true)}>Open the project with this view</MenuItem>
      )}
      <MenuItem onSelect={onManage} disabled={views.length === 0}>
        Rename or remove …
      </MenuItem>
    </Menu>
  );
}
