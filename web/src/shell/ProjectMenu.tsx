import { useNavigate } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { post } from '../api.ts';
import { queryClient, useMe } from '../queries.ts';
import { Button } from '../ui/Button.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../ui/Menu.tsx';
import { toast } from '../ui/Toast.tsx';
import { useView } from '../view.ts';

export function useSignOut(): () => void {
  const navigate = useNavigate();
  return () =>
    void post('/logout', {}).then(
      () => {
        queryClient.clear();
        void navigate({ to: '/login' });
      },
      (error: Error) => toast(error.message, 'bad'),
    );
}

/** Which project one looks at. */
export function ProjectMenu() {
  const { search, patch } = useView();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const current = me?.project;
  return (
    <Menu
      trigger={
        <Button>
          <span className="max-w-40 truncate">{current?.name ?? search.project ?? 'Project'}</span>
          <ChevronDown size={13} className="text-muted" aria-hidden="true" />
        </Button>
      }
    >
      <MenuLabel>Project</MenuLabel>
      {me?.projects.map(({ id, name }) => (
        <MenuChoice
          key={id}
          chosen={id === current?.id}
          onSelect={() => patch({ project: id, f: undefined, env: undefined, sel: undefined })}
        >
          {name}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => void navigate({ to: '/settings/projects' })}>Manage projects</MenuItem>
      {me?.principal.kind === 'user' && <MenuItem onSelect={signOut}>Sign out {me.principal.name}</MenuItem>}
    </Menu>
  );
}
