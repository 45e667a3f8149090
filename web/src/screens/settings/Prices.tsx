import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { del, get } from '../../api.ts';
import { encodeFilter } from '../../filter.ts';
import { exact } from '../../format.ts';
import type { PriceOverride, Prices } from '../../model.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { Marked } from '../../parts/Visible.tsx';
import { sheetOfRows } from '../../sheet.ts';
import { ago, dayTime, wholeTime } from '../../time.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { toast } from '../../ui/Toast.tsx';
import { useView } from '../../view.ts';
import { PriceDialog, type PriceDraft } from './PriceDialog.tsx';
import { SettingsPage, useMayChange } from './SettingsPage.tsx';

const usePrices = () => useQuery({ queryKey: ['prices'], queryFn: ({ signal }) => get<Prices>('/prices', signal) });

/** Models without a price, and the prices of the project's own. All other models have the library's. */
export function Screen() {
  const may = useMayChange() === true;
  const { search, patch } = useView();
  const { data, error, refetch } = usePrices();
  const [draft, setDraft] = useState<PriceDraft>();
  // A link from a call without a cost names its model.
  const asked = search.sel === undefined ? undefined : { model: search.sel };
  const shown = draft ?? (may ? asked : undefined);
  const close = () => {
    setDraft(undefined);
    if (search.sel !== undefined) patch({ sel: undefined }, { replace: true });
  };
  return (
    <SettingsPage
      title="Prices"
      note="US dollars per million tokens"
      actions={
        may && (
          <Button look="primary" onClick={() => setDraft({})}>
            <Plus size={14} aria-hidden="true" />
            Set a price
          </Button>
        )
      }
    >
      {error ? (
        <ErrorNote error={error} retry={() => void refetch()} />
      ) : (
        <>
          <Unknown unknown={data?.unknown} onSet={may ? setDraft : undefined} />
          <Own overrides={data?.overrides} may={may} />
        </>
      )}
      {shown && <PriceDialog draft={shown} onClose={close} />}
    </SettingsPage>
  );
}

const UNKNOWN = ['provider', 'model', 'calls', 'last_seen'] as const;
const OWN = ['provider', 'model', 'input', 'output', 'cached', 'cache_write', 'effective_from'] as const;

function Unknown({
  unknown,
  onSet,
}: {
  unknown: Prices['unknown'] | undefined;
  onSet: ((draft: PriceDraft) => void) | undefined;
}) {
  return (
    <Panel
      title="Without a price"
      note="models called in the last 30 days whose cost is unknown"
      actions={
        unknown?.length ? (
          <ExportMenu what="Models without a price" sheet={() => sheetOfRows(unknown, UNKNOWN)} />
        ) : undefined
      }
      flush
    >
      {unknown === undefined ? (
        <div className="p-3.5 pt-0">
          <Skeleton className="h-8 w-full" />
        </div>
      ) : unknown.length === 0 ? (
        <p className="px-3.5 pb-3.5 text-muted">Every model that was called has a price.</p>
      ) : (
        <Table label="Models without a price">
          <thead>
            <tr className="bg-panel">
              <Th first>Model</Th>
              <Th>Provider</Th>
              <Th number>Calls</Th>
              <Th>Last called</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {unknown.map(({ provider, model, calls, last_seen }) => (
              <Tr key={`${provider}/${model}`}>
                <Td first>
                  <Link
                    to="/traces"
                    search={{
                      f: [encodeFilter({ field: 'model', op: 'eq', value: model })],
                      from: 'now-30d',
                      to: 'now',
                    }}
                    className="font-mono text-small hover:underline"
                  >
                    <bdi>
                      <Marked text={model} />
                    </bdi>
                  </Link>
                </Td>
                <Td>{provider || <span className="text-muted">unknown</span>}</Td>
                <Td number>{exact(calls)}</Td>
                <Td>
                  <time dateTime={last_seen} title={wholeTime(last_seen)}>
                    {ago(last_seen)}
                  </time>
                </Td>
                <Td number>
                  {onSet && (
                    <Button size="small" onClick={() => onSet({ model, ...(provider ? { provider } : {}) })}>
                      Set a price
                    </Button>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function Own({ overrides, may }: { overrides: PriceOverride[] | undefined; may: boolean }) {
  const [removing, setRemoving] = useState<PriceOverride>();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: ({ id }: PriceOverride) => del(`/prices/${id}`),
    onSuccess: (_, { model }) => {
      toast(`The price of ${model} is removed`, 'ok');
      setRemoving(undefined);
      return client.invalidateQueries({ queryKey: ['prices'] });
    },
  });
  return (
    <Panel
      title="Set in this project"
      note="in the place of the price library's, for calls that arrive from then on"
      actions={overrides?.length ? <ExportMenu what="Prices" sheet={() => sheetOfRows(overrides, OWN)} /> : undefined}
      flush
    >
      {overrides === undefined ? (
        <div className="p-3.5 pt-0">
          <Skeleton className="h-8 w-full" />
        </div>
      ) : overrides.length === 0 ? (
        <p className="px-3.5 pb-3.5 text-muted">
          None: every price comes from the library. Set one for a model of your own, or for a discount you were given.
        </p>
      ) : (
        <Table label="Prices of this project">
          <thead>
            <tr className="bg-panel">
              <Th first>Model</Th>
              <Th>Provider</Th>
              <Th number>Input</Th>
              <Th number>Cached</Th>
              <Th number>Cache write</Th>
              <Th number>Output</Th>
              <Th>From</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {overrides.map((price) => (
              <Tr key={price.id}>
                <Td first>
                  <span className="font-mono text-small">{price.model}</span>
                </Td>
                <Td>{price.provider ?? <span className="text-muted">any</span>}</Td>
                <Td number>${price.input}</Td>
                <Td number>{price.cached === undefined ? <AsInput /> : `$${price.cached}`}</Td>
                <Td number>{price.cache_write === undefined ? <AsInput /> : `$${price.cache_write}`}</Td>
                <Td number>${price.output}</Td>
                <Td>
                  {price.effective_from === undefined ? (
                    <span className="text-muted">always</span>
                  ) : (
                    <time dateTime={price.effective_from} title={wholeTime(price.effective_from)}>
                      {dayTime(price.effective_from)} {price.effective_from.slice(0, 4)}
                    </time>
                  )}
                </Td>
                <Td number>
                  {may && (
                    <Button size="small" look="danger" onClick={() => setRemoving(price)}>
                      Remove …
                    </Button>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {removing && (
        <Confirm
          title={`Remove the price of ${removing.model}?`}
          note="Calls that arrive from now on are priced by the library again, or have no cost when it does not know the model."
          action="Remove the price"
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(removing)}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </Panel>
  );
}

const AsInput = () => <span className="text-muted">as input</span>;
