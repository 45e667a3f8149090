import { useNavigate } from '@tanstack/react-router';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { Combo } from '../ui/Combo.tsx';
import { type Command, useCommands } from './commands.ts';
import type { Overlay } from './Shell.tsx';

/** Everything by name; what no command matches is searched for in the calls. */
export function CommandMenu({ onClose, onShow }: { onClose: () => void; onShow: (overlay: Overlay) => void }) {
  const [query, setQuery] = useState('');
  const navigate = useNavigate();
  const commands = useCommands(onShow);
  const words = query.toLowerCase().split(/\s+/);
  const found: Command[] = commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const wanted = query.trim();
  if (wanted !== '')
    found.push({
      key: 'search',
      label: `Search calls for “${wanted}”`,
      run: () => void navigate({ to: '/traces', search: (before) => ({ ...before, q: wanted }) }),
    });
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fade fixed inset-0 z-30 bg-[rgb(10_11_14/0.4)]" />
        <Radix.Content
          aria-describedby={undefined}
          className="fade fixed top-[12vh] left-1/2 z-40 w-140 max-w-[calc(100vw-24px)] -translate-x-1/2 rounded-panel bg-panel p-1 shadow-float outline-none"
        >
          <Radix.Title className="sr-only">Commands</Radix.Title>
          <Combo
            label="Command"
            placeholder="Go to, change, or search the calls …"
            query={query}
            onQuery={setQuery}
            options={found}
            onPick={({ run }) => {
              onClose();
              run();
            }}
            empty="Nothing by this name"
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
