import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ApiError, get, post } from '../../api.ts';
import { plural } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { useMe } from '../../queries.ts';
import { sheetOfRows } from '../../sheet.ts';
import { wholeTime } from '../../time.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Input.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { useView } from '../../view.ts';
import { SettingsPage, useMayChange } from './SettingsPage.tsx';

interface Project {
  id: string;
  name: string;
  created_at: string;
}

const useProjects = () =>
  useInfiniteQuery({
    queryKey: ['projects'],
    queryFn: ({ signal, pageParam }) =>
      get<{ projects: Project[]; next_cursor?: string }>(
        `/projects${pageParam === undefined ? '' : `?cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
  });

/** The projects: each has its own calls, keys and prices, and sees nothing of the others. */
export function Screen() {
  const { data: me } = useMe();
  const { patch } = useView();
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage } = useProjects();
  const projects = data?.pages.flatMap((page) => page.projects) ?? [];
  const [making, setMaking] = useState(false);
  const may = useMayChange() === true && me?.principal.kind !== 'key';
  return (
    <SettingsPage
      title="Projects"
      note="each with its own calls, keys and prices"
      actions={
        may && (
          <Button look="primary" onClick={() => setMaking(true)}>
            <Plus size={14} aria-hidden="true" />
            Create a project
          </Button>
        )
      }
    >
      {error ? (
        <ErrorNote error={error} retry={() => void refetch()} />
      ) : (
        <Panel
          title="All projects"
          note={!isPending && (hasNextPage ? `the first ${projects.length}` : plural(projects.length, 'project'))}
          actions={
            projects.length > 0 && (
              <ExportMenu what="Projects" sheet={() => sheetOfRows(projects, ['id', 'name', 'created_at'])} />
            )
          }
          flush
        >
          <Table label="Projects">
            <thead>
              <tr className="bg-panel">
                <Th first>Name</Th>
                <Th>Id</Th>
                <Th>Created</Th>
                <Th>
                  <span className="sr-only">Actions</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {isPending && (
                <Tr>
                  <Td>
                    <Skeleton className="h-3 w-32" />
                  </Td>
                </Tr>
              )}
              {projects.map(({ id, name, created_at }) => (
                <Tr key={id}>
                  <Td first>{name}</Td>
                  <Td>
                    <code className="text-small text-muted">{id}</code>
                  </Td>
                  <Td>{wholeTime(created_at)}</Td>
                  <Td number>
                    {id === me?.project.id ? (
                      <Badge tone="accent">open now</Badge>
                    ) : (
                      <Button
                        size="small"
                        onClick={() => patch({ project: id, f: undefined, env: undefined, sel: undefined })}
                      >
                        Switch to it
                      </Button>
                    )}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
          {hasNextPage && (
            <div className="border-t border-line p-3">
              <Button onClick={() => void fetchNextPage()}>Show more projects</Button>
            </div>
          )}
        </Panel>
      )}
      {making && <NewProject onClose={() => setMaking(false)} />}
    </SettingsPage>
  );
}

function NewProject({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { patch } = useView();
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const make = useMutation({
    mutationFn: () => post<Project>('/projects', { name: name.trim(), ...(id === '' ? {} : { id }) }),
    onSuccess: async (made) => {
      await client.invalidateQueries();
      onClose();
      patch({ project: made.id, f: undefined, env: undefined, sel: undefined });
    },
  });
  const { error } = make;
  const atId = error instanceof ApiError && (error.field === 'id' || error.status === 409);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Create a project">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Name"
          required
          maxLength={100}
          placeholder="Shop assistant"
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Field
          label="Id"
          hint="Lower-case letters, digits, - and _; left empty it is made from the name. It never changes."
          maxLength={48}
          value={id}
          onChange={({ target }) => setId(target.value)}
          error={atId ? error.detail : undefined}
        />
        {error && !atId && <ErrorNote error={error} compact />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={make.isPending || name.trim() === ''}>
            Create and open it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
