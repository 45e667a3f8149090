import { secondsTime, wholeTime } from '../time.ts';
import { Marked, TextBlock } from './Visible.tsx';

interface Told {
  name: string;
  time: string | undefined;
  rest: Record<string, unknown>;
}

/** Events and links of a span, as they were sent. */
export function Events({ events }: { events: readonly unknown[] }) {
  return (
    <ol className="flex flex-col">
      {events.map(told).map(({ name, time, rest }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events of a span never change places
        <li key={at} className="border-t border-line py-2 first:border-0 first:pt-0">
          <p className="flex items-baseline gap-2">
            <span className="font-medium">
              <Marked text={name} />
            </span>
            {time !== undefined && (
              <time dateTime={time} title={wholeTime(time)} className="ml-auto text-small text-muted">
                {secondsTime(time)}
              </time>
            )}
          </p>
          {Object.keys(rest).length > 0 && <TextBlock text={JSON.stringify(rest, null, 2)} mono />}
        </li>
      ))}
    </ol>
  );
}

function told(event: unknown): Told {
  if (typeof event !== 'object' || event === null) return { name: String(event), time: undefined, rest: {} };
  const { name, time, attributes, ...rest } = event as Record<string, unknown>;
  const when = typeof time === 'number' ? new Date(time / 1000) : new Date(String(time));
  return {
    name: typeof name === 'string' ? name : 'link',
    time: Number.isNaN(when.getTime()) ? undefined : when.toISOString(),
    rest: typeof attributes === 'object' && attributes !== null ? { ...attributes, ...rest } : rest,
  };
}
