import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useKey } from '../../shell/keys.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Input } from '../../ui/Input.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { useView } from '../../view.ts';

/** How long one may stop typing before the search begins. */
const PAUSE_MS = 350;

/** Words to find in prompts, answers and error messages. They go into the address once typing pauses. */
export function SearchBox() {
  const { search, patch } = useView();
  const [words, setWords] = useState(search.q ?? '');
  const box = useRef<HTMLInputElement>(null);
  const asked = search.q ?? '';
  useKey('s', 'Search in texts', () => box.current?.focus());
  useEffect(() => setWords(asked), [asked]);
  useEffect(() => {
    if (words.trim() === asked) return;
    const timer = setTimeout(() => patch({ q: words.trim() || undefined }, { replace: asked !== '' }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words, asked, patch]);
  return (
    <div className="relative min-w-52 flex-1 max-sm:min-w-40">
      <Search size={14} className="absolute top-2.25 left-2.5 text-muted" aria-hidden="true" />
      <Input
        ref={box}
        type="search"
        aria-label="Search in prompts, answers and errors"
        placeholder="Search in prompts, answers and errors"
        maxLength={512}
        value={words}
        onChange={({ target }) => setWords(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') box.current?.blur();
          if (event.key === 'Enter') patch({ q: words.trim() || undefined });
        }}
        className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="absolute top-0.5 right-1 flex h-7 items-center">
        {words === '' ? (
          <span className="pr-2 max-sm:hidden">
            <Kbd>s</Kbd>
          </span>
        ) : (
          <IconButton
            label="Clear the search"
            className="size-6"
            onClick={() => {
              setWords('');
              patch({ q: undefined });
            }}
          >
            <X size={13} aria-hidden="true" />
          </IconButton>
        )}
      </span>
    </div>
  );
}
