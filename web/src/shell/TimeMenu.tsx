import { ChevronDown, ChevronLeft, ChevronRight, ZoomOut } from 'lucide-react';
import { useState } from 'react';
import type { Range } from '../model.ts';
import { fixed, PRESETS, rangeWords, resolve, shift, zoneWords, zoomOut } from '../time.ts';
import { Button, buttonClass, IconButton } from '../ui/Button.tsx';
import { Field } from '../ui/Input.tsx';
import { Popover } from '../ui/Popover.tsx';
import { useView } from '../view.ts';
import { useKey } from './keys.ts';

/** The range of time everything is about: presets, a custom one, and steps to its neighbours. */
export function TimeMenu() {
  const { range, setRange } = useView();
  const [open, setOpen] = useState(false);
  useKey('t', 'Choose the time range', () => setOpen(true));
  useKey('[', 'Earlier', () => setRange(shift(range, -1)));
  useKey(']', 'Later', () => setRange(shift(range, 1)));
  useKey('z', 'Zoom out', () => setRange(zoomOut(range)));
  const choose = (next: Range) => {
    setRange(next);
    setOpen(false);
  };
  return (
    <Popover
      label="Time range"
      open={open}
      onOpenChange={setOpen}
      align="end"
      className="w-120 max-sm:w-auto"
      trigger={
        <button type="button" className={buttonClass()}>
          {rangeWords(range)}
          <span className="text-muted max-lg:hidden">{zoneWords()}</span>
          <ChevronDown size={13} className="text-muted max-sm:hidden" aria-hidden="true" />
        </button>
      }
    >
      <div className="flex max-sm:flex-col">
        <Presets onChoose={choose} />
        <div className="flex flex-1 flex-col gap-3 border-line p-3 sm:border-l">
          <Custom onChoose={choose} />
          <Steps />
        </div>
      </div>
    </Popover>
  );
}

interface Choose {
  onChoose: (range: Range) => void;
}

function Presets({ onChoose }: Choose) {
  const { range } = useView();
  return (
    <ul className="w-44 shrink-0 max-sm:w-auto">
      {PRESETS.map((preset) => (
        <li key={preset.label}>
          <button
            type="button"
            aria-pressed={preset.range.from === range.from && preset.range.to === range.to}
            onClick={() => onChoose(preset.range)}
            className="h-8 w-full rounded-control px-2 text-left transition-colors hover:bg-hover aria-pressed:bg-hover aria-pressed:font-semibold"
          >
            {preset.label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Steps() {
  const { range, setRange } = useView();
  return (
    <div className="mt-auto flex items-center gap-1">
      <IconButton label="Earlier" hint="[" onClick={() => setRange(shift(range, -1))}>
        <ChevronLeft size={16} aria-hidden="true" />
      </IconButton>
      <IconButton label="Later" hint="]" onClick={() => setRange(shift(range, 1))}>
        <ChevronRight size={16} aria-hidden="true" />
      </IconButton>
      <IconButton label="Zoom out" hint="z" onClick={() => setRange(zoomOut(range))}>
        <ZoomOut size={15} aria-hidden="true" />
      </IconButton>
      <span className="ml-auto text-small text-muted">Times in {zoneWords()}</span>
    </div>
  );
}

/** What `datetime-local` wants: the reader's own wall clock. */
function wallClock(at: number): string {
  const offset = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offset).toISOString().slice(0, 16);
}

function Custom({ onChoose }: Choose) {
  const { range } = useView();
  const [from, setFrom] = useState(() => wallClock(resolve(range).from));
  const [to, setTo] = useState(() => wallClock(resolve(range).to));
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const valid = start < end;
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) onChoose(fixed(start, end));
      }}
    >
      <Field label="From" type="datetime-local" value={from} onChange={({ target }) => setFrom(target.value)} />
      <Field
        label="Until"
        type="datetime-local"
        value={to}
        onChange={({ target }) => setTo(target.value)}
        error={valid ? undefined : 'The end must come after the start.'}
      />
      <Button type="submit" className="self-start" disabled={!valid}>
        Show this range
      </Button>
    </form>
  );
}
