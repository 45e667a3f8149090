import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, put } from '../../api.ts';
import { exact, text } from '../../format.ts';
import type { Detector } from '../../model.ts';
import { intervalWords } from '../../parts/SignalCards.tsx';
import { type Distribution, flaggedAt } from '../../signals.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { toast } from '../../ui/Toast.tsx';
import { useRows } from '../reliability/answers.ts';
import { useMayChange } from './SettingsPage.tsx';

/** What this page needs of a project's settings; the rest is kept as it is. */
interface Settings {
  thresholds: Record<string, number>;
}

/** Tries a threshold on calls that are there: how many it would flag, and what reviewers said of those. */
export function Threshold({ detector }: { detector: Detector }) {
  const { name, title, threshold, default_threshold, low } = detector;
  const queries = useQueryClient();
  const may = useMayChange() === true;
  const [tried, setTried] = useState(threshold);
  const { data, error, retry } = useRows('/scores/distribution', { score: name });
  const save = useMutation({
    mutationFn: async () => {
      const settings = await get<Settings>('/settings');
      const { [name]: _, ...others } = settings.thresholds;
      const thresholds = tried === default_threshold ? others : { ...others, [name]: tried };
      return put<Settings>('/settings', { ...settings, thresholds });
    },
    onSuccess: () => {
      toast(`${title}: kept; it holds for calls from now on`, 'ok');
      void queries.invalidateQueries({ queryKey: ['detectors'] });
    },
  });
  return (
    <div className="mt-2 flex flex-col gap-2 rounded-panel bg-bg p-3">
      <label className="flex flex-wrap items-center gap-3">
        <span>{low ? 'Flag below' : 'Flag from'}</span>
        <input
          type="range"
          aria-label={`Threshold of ${title}`}
          min={0}
          max={1}
          step={0.01}
          value={tried}
          onChange={(event) => setTried(Number(event.target.value))}
          className="min-w-40 flex-1 accent-(--accent)"
        />
        <output className="w-10 text-right font-semibold">{tried.toFixed(2)}</output>
      </label>
      {error && <ErrorNote error={error} retry={retry} compact />}
      {data ? <Preview {...{ data, detector, tried }} /> : !error && <Skeleton className="h-10 w-full" />}
      {save.error && <ErrorNote error={save.error} retry={() => save.mutate()} compact />}
      {may && (
        <div className="flex gap-2">
          <Button
            look="primary"
            size="small"
            disabled={tried === threshold || save.isPending}
            onClick={() => save.mutate()}
          >
            Keep {tried.toFixed(2)}
          </Button>
          <Button
            size="small"
            look="quiet"
            disabled={tried === default_threshold}
            onClick={() => setTried(default_threshold)}
          >
            As shipped: {default_threshold}
          </Button>
        </div>
      )}
    </div>
  );
}

function Preview({ data, detector, tried }: { data: Distribution; detector: Detector; tried: number }) {
  const { threshold, low } = detector;
  if (data.n === 0) return <p className="text-muted">No call here was scored for it: nothing to try a threshold on.</p>;
  const countAt = (at: number): number => flaggedAt(data.bins, at, low).reduce((sum, { n }) => sum + n, 0);
  const [would, now] = [countAt(tried), countAt(threshold)];
  const reviewed = flaggedAt(data.reviews, tried, low);
  const right = reviewed.reduce((sum, one) => sum + one.right, 0);
  const wrong = reviewed.reduce((sum, one) => sum + one.wrong, 0);
  const missed = data.reviews.reduce((sum, one) => sum + one.right, 0) - right;
  return (
    <div aria-live="polite" className="flex flex-col gap-0.5">
      <p>
        Would flag <b>{exact(would)}</b> of n = {exact(data.n)} ({text(would / data.n, 'ratio')}; 95 %:{' '}
        {intervalWords(would / data.n, data.n)})
        {tried !== threshold && `; at ${threshold.toFixed(2)}, as now, ${exact(now)} (${text(now / data.n, 'ratio')})`}.
      </p>
      <p className="text-muted">
        {right + wrong === 0
          ? 'No reviewer has looked at any of these. Mark calls as right or as false alarms where they are shown.'
          : `Of ${exact(right + wrong)} that reviewers looked at, ${exact(right)} are right and ${exact(wrong)} false alarms${missed > 0 ? `; ${exact(missed)} that are right would be missed` : ''}.`}
      </p>
    </div>
  );
}
