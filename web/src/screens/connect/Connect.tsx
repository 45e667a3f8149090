import { Code } from '../../parts/Code.tsx';
import { useMe, useSystem } from '../../queries.ts';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Select } from '../../ui/Select.tsx';
import { useView } from '../../view.ts';
import { Demo } from './Demo.tsx';
import { FirstCall } from './FirstCall.tsx';
import { KeyMaker } from './KeyMaker.tsx';
import { type Target, WAYS } from './snippets.ts';
import { useMadeKey } from './useMadeKey.ts';

/** From nothing to the first call: a key, what to paste, and the moment it arrives. */
export function Screen() {
  const { search, patch } = useView();
  const { data: me } = useMe();
  const { data: system } = useSystem();
  const made = useMadeKey();
  const way = WAYS.find(({ id }) => id === search.tab) ?? WAYS[0];
  if (!way) return null;
  const target: Target = {
    url: location.origin,
    grpcPort: system?.ports.grpc ?? null,
    key: made.key,
    // Without a key everything lands in the project `default`. Until it is known who asks, as on most machines.
    open: me === undefined || (me.mode === 'open' && me.project.id === 'default'),
  };
  const choose = (id: string) => patch({ tab: id === WAYS[0]?.id ? undefined : id }, { replace: true });
  return (
    <Page title="Connect" note="an application to this project, in two minutes" narrow>
      <FirstCall known={system?.calls === true} />
      <div className="grid gap-3.5 lg:grid-cols-[280px_minmax(0,1fr)]">
        <div className="sm:hidden">
          <Select
            label="How do you call models?"
            value={way.id}
            options={WAYS.map(({ id, title }) => ({ value: id, label: title }))}
            onChange={choose}
            className="w-full"
          />
        </div>
        <Panel title="How do you call models?" flush className="max-sm:hidden">
          <ul className="grid gap-px p-1.5 pt-0 max-lg:grid-cols-2">
            {WAYS.map(({ id, title, note }) => (
              <li key={id}>
                <button
                  type="button"
                  aria-pressed={id === way.id}
                  onClick={() => choose(id)}
                  className="flex w-full flex-col rounded-control px-2.5 py-1.5 text-left transition-colors hover:bg-hover aria-pressed:bg-accent-wash"
                >
                  <span className={`font-medium ${id === way.id ? 'text-accent' : ''}`}>{title}</span>
                  <span className="text-small text-muted">{note}</span>
                </button>
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title={way.title} note={way.note}>
          <ol className="flex flex-col gap-4">
            <KeyMaker made={made} me={me} needed={way.needsKey === true || !target.open} />
            {way.steps(target).map(({ say, code }) => (
              <li key={say} className="flex min-w-0 flex-col gap-1.5">
                <h3 className="font-medium">{say}</h3>
                <Code code={code} label={say} />
              </li>
            ))}
          </ol>
        </Panel>
      </div>
      <Demo me={me} />
    </Page>
  );
}
