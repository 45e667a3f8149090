import { createContext, useContext, useMemo, useState } from 'react';
import { type Evidence, markedParts, stretchesIn } from '../evidence.ts';
import { exact } from '../format.ts';
import { stretches } from '../highlight.ts';
import { Button } from '../ui/Button.tsx';
import { pieces } from '../visible.ts';

/** Characters shown before one asks for more, and what each further click adds. */
const FIRST = 1_600;
const MORE = 100_000;
const LINES = 40;

const NONE: ReadonlySet<string> = new Set();
/** The words one searches for; texts below mark them. */
export const SearchWords = createContext(NONE);

const NOTHING: readonly Evidence[] = [];
/** What detectors rest on; blocks of text below mark it. */
export const Marks = createContext(NOTHING);
/** Characters shown beyond a mark that a folded text is opened for. */
const BEYOND = 200;

/**
 * Text that came from outside, as text and nothing else: not a character of it becomes markup, a link or a picture, and what
 * would hide or turn the text round is shown as a mark. With `search` the words of `SearchWords` are marked too.
 */
export function Marked({ text, search = false }: { text: string; search?: boolean }) {
  const parts = useMemo(() => pieces(text), [text]);
  return parts.map((part, at) =>
    'text' in part ? (
      search ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
        <Found key={at} text={part.text} />
      ) : (
        part.text
      )
    ) : (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
        key={at}
        title={part.name}
        className="mx-px rounded-tag bg-warn-wash px-1 font-mono text-note text-warn [unicode-bidi:isolate]"
      >
        <span className="sr-only">{part.name} </span>
        {part.mark}
      </span>
    ),
  );
}

/** Text with the words that were searched for marked. */
function Found({ text }: { text: string }) {
  const words = useContext(SearchWords);
  if (words.size === 0) return text;
  return stretches(text, words).map((part, at) =>
    part.found ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: stretches of one text have no other name
      <mark key={at} className="rounded-[3px] bg-lamp/30 text-ink">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}

/** Such text in a block: its own direction, its line breaks, folded when it is long. */
export function TextBlock({ text, mono = false }: { text: string; mono?: boolean }) {
  const [wanted, setWanted] = useState(0);
  const evidence = useContext(Marks);
  const places = useMemo(() => stretchesIn(text, evidence), [text, evidence]);
  const first = useMemo(() => firstOf(text, places[0]?.to), [text, places]);
  const shown = wanted === 0 ? first : text.slice(0, wanted);
  const rest = text.length - shown.length;
  return (
    <div>
      <div
        dir="auto"
        className={`[overflow-wrap:anywhere] whitespace-pre-wrap [unicode-bidi:plaintext] ${mono ? 'font-mono text-small' : ''}`}
      >
        {markedParts(shown, places).map((part, at) =>
          part.found === undefined ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
            <Marked key={at} text={part.text} search />
          ) : (
            <mark
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
              key={at}
              data-evidence=""
              {...(part.found === '' ? {} : { title: part.found })}
              className="rounded-[3px] bg-warn-wash text-ink underline decoration-warn decoration-2 underline-offset-3"
            >
              <Marked text={part.text} search />
            </mark>
          ),
        )}
        {rest > 0 && '…'}
      </div>
      {(rest > 0 || wanted > 0) && (
        <div className="mt-1.5 flex gap-2">
          {rest > 0 && (
            <Button size="small" onClick={() => setWanted(shown.length + MORE)}>
              {rest > MORE
                ? `Show ${exact(MORE)} more of ${exact(rest)} characters`
                : `Show ${exact(rest)} more characters`}
            </Button>
          )}
          {wanted > 0 && (
            <Button size="small" look="quiet" onClick={() => setWanted(0)}>
              Show less
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** The beginning, by characters and lines, or up to a mark; text that is only a little longer is shown whole. */
function firstOf(text: string, mark = 0): string {
  const first = beginningOf(text);
  return mark > first.length ? text.slice(0, mark + BEYOND) : first;
}

function beginningOf(text: string): string {
  let end = text.length <= FIRST * 1.25 ? text.length : FIRST;
  let at = -1;
  for (let line = 0; line < LINES; line++) {
    at = text.indexOf('\n', at + 1);
    if (at === -1 || at >= end) return text.slice(0, end);
  }
  if (text.slice(at, end).split('\n').length > LINES / 4) end = at;
  return text.slice(0, end);
}
