import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { del, get } from '../../api.ts';
import { plural } from '../../format.ts';
import type { ApiKey } from '../../model.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { sheetOfRows } from '../../sheet.ts';
import { ago, wholeTime } from '../../time.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { toast } from '../../ui/Toast.tsx';
import { NewKeyDialog } from './NewKeyDialog.tsx';
import { NotAllowed, SettingsPage, useMayChange } from './SettingsPage.tsx';

/** Who may send to and read from the project. */
export function Screen() {
  const may = useMayChange();
  const [making, setMaking] = useState(false);
  return (
    <SettingsPage
      title="API keys"
      note="of this project"
      actions={
        may && (
          <Button look="primary" onClick={() => setMaking(true)}>
            <Plus size={14} aria-hidden="true" />
            Create a key
          </Button>
        )
      }
    >
      {may === false ? <NotAllowed what="Managing keys" /> : <KeyTable onMake={() => setMaking(true)} />}
      {making && <NewKeyDialog onClose={() => setMaking(false)} />}
    </SettingsPage>
  );
}

function useKeys() {
  return useInfiniteQuery({
    queryKey: ['keys'],
    queryFn: ({ signal, pageParam }) =>
      get<{ keys: ApiKey[]; next_cursor?: string }>(
        `/keys${pageParam === undefined ? '' : `?cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** What of a key goes into a file; its secret is nowhere to be had. */
const COLUMNS = ['id', 'name', 'scopes', 'created_at', 'last_used_at'] as const;

function KeyTable({ onMake }: { onMake: () => void }) {
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useKeys();
  const [revoking, setRevoking] = useState<ApiKey>();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: ({ id }: ApiKey) => del(`/keys/${id}`),
    onSuccess: (_, { name }) => {
      toast(`“${name}” is revoked`, 'ok');
      setRevoking(undefined);
      return client.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  const keys = data?.pages.flatMap((page) => page.keys) ?? [];
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />;
  return (
    <Panel
      title="Keys"
      note={!isPending && (hasNextPage ? `the newest ${keys.length}` : plural(keys.length, 'key'))}
      actions={keys.length > 0 && <ExportMenu what="API keys" sheet={() => sheetOfRows(keys, COLUMNS)} />}
      flush
    >
      <Table label="API keys">
        <thead>
          <tr className="bg-panel">
            <Th first>Name</Th>
            <Th>Begins with</Th>
            <Th>May</Th>
            <Th>Created</Th>
            <Th>Last used</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {isPending && <Waiting />}
          {keys.map((key) => (
            <Tr key={key.id}>
              <Td first>{key.name}</Td>
              <Td>
                <code className="text-small text-muted">tt_{key.id}_…</code>
              </Td>
              <Td>
                <span className="flex gap-1">
                  {key.scopes.map((scope) => (
                    <Badge key={scope} tone={scope === 'admin' ? 'warn' : 'plain'}>
                      {scope}
                    </Badge>
                  ))}
                </span>
              </Td>
              <Td>
                <time dateTime={key.created_at} title={wholeTime(key.created_at)}>
                  {ago(key.created_at)}
                </time>
              </Td>
              <Td>
                {key.last_used_at === undefined ? (
                  <span className="text-muted">never</span>
                ) : (
                  <time dateTime={key.last_used_at} title={wholeTime(key.last_used_at)}>
                    {ago(key.last_used_at)}
                  </time>
                )}
              </Td>
              <Td number>
                <Button size="small" look="danger" onClick={() => setRevoking(key)}>
                  Revoke …
                </Button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {!isPending && keys.length === 0 && (
        <div className="flex flex-col items-center gap-3 border-t border-line px-4 py-10 text-center">
          <p className="font-semibold">No key yet</p>
          <p className="max-w-110 text-muted">
            Applications show a key when they send calls; scripts show one when they read them.
          </p>
          <Button onClick={onMake}>Create a key</Button>
        </div>
      )}
      {hasNextPage && (
        <div className="border-t border-line p-3">
          <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
            Show older keys
          </Button>
        </div>
      )}
      {revoking && (
        <Confirm
          title={`Revoke “${revoking.name}”?`}
          note="Whatever uses it is refused at once, and it cannot be brought back. What it sent stays."
          action="Revoke the key"
          isPending={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(revoking)}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </Panel>
  );
}

const Waiting = () =>
  [0, 1].map((row) => (
    <Tr key={row}>
      {[32, 28, 40, 16, 16, 14].map((width) => (
        <Td key={width}>
          <Skeleton className="h-3 w-20" />
        </Td>
      ))}
    </Tr>
  ));
