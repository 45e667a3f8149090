import { type ReactNode, useEffect } from 'react';
import { Scheme } from '../../charts/theme.ts';
import { SECTIONS } from './specimens.tsx';

const SCHEMES = ['light', 'dark'] as const;

/** Every part the app is made of, in each of its states, in both themes: to look at, and for tests to compare. */
export function Screen() {
  useEffect(() => {
    document.title = 'States · Telltale';
  }, []);
  return (
    <main className="flex flex-col gap-6 p-5">
      <header>
        <h1 className="text-title font-semibold tracking-[-0.01em]">States</h1>
        <p className="text-muted">Every part of the app in each of its states, in both themes.</p>
      </header>
      {SECTIONS.map(({ title, states }) => (
        <section key={title} className="flex flex-col gap-2">
          <h2 className="font-semibold">{title}</h2>
          <div className="grid gap-3 lg:grid-cols-2">
            {SCHEMES.map((scheme) => (
              <Side key={scheme} scheme={scheme}>
                {states.map(({ name, wide = false, show }) => (
                  <figure key={name} className={`max-w-full min-w-0 ${wide ? 'basis-full' : ''}`}>
                    <figcaption className="pb-1 text-note text-muted">{name}</figcaption>
                    {show(scheme)}
                  </figure>
                ))}
              </Side>
            ))}
          </div>
        </section>
      ))}
    </main>
  );
}

function Side({ scheme, children }: { scheme: 'light' | 'dark'; children: ReactNode }) {
  return (
    <div
      data-scheme={scheme}
      className="flex min-w-0 flex-wrap items-start gap-x-5 gap-y-4 rounded-panel border border-line bg-bg p-4 text-ink"
    >
      <Scheme value={scheme}>{children}</Scheme>
    </div>
  );
}
