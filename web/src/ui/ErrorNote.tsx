import type { ErrorComponentProps } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import { ApiError } from '../api.ts';
import { Button } from './Button.tsx';

/** What failed and what to do about it, in two lines. */
export function ErrorNote({ error, retry, compact = false }: { error: Error; retry?: () => void; compact?: boolean }) {
  const { title, advice } = explain(error);
  return (
    <div
      role="alert"
      className={`flex items-start gap-2.5 ${compact ? 'text-small' : 'rounded-panel bg-bad-wash p-3.5'}`}
    >
      <CircleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        <p className="text-muted">{advice}</p>
      </div>
      {retry && (
        <Button size="small" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function explain(error: Error): { title: string; advice: string } {
  if (!(error instanceof ApiError)) return { title: 'This part of the page broke', advice: error.message };
  const { status, title, detail, field } = error;
  if (status === 422) return { title, advice: `${detail}. A shorter time range or a filter makes it cheaper.` };
  if (status === 429 || status === 503) return { title: 'Telltale is busy', advice: detail };
  return { title, advice: field === undefined ? detail : `${field}: ${detail}` };
}

/** In the place of a screen that threw. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  return (
    <div className="mx-auto max-w-160 p-5">
      <ErrorNote error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
    </div>
  );
}
