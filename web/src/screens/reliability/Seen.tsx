import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Sight } from '../../sight.ts';

/**
 * Shows its children once they come near what is seen; until then it keeps their room. Out of sight they stay, but ask for
 * nothing.
 */
export function Seen({ className, children }: { className: string; children: ReactNode }) {
  const holder = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!holder.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const now = entries.at(-1)?.isIntersecting ?? false;
        setNear(now);
        if (now) setSeen(true);
      },
      { rootMargin: '400px' },
    );
    observer.observe(holder.current);
    return () => observer.disconnect();
  }, []);
  return (
    // With nothing in it it takes back the gap above, but stays where it can be noticed.
    <div ref={holder} className={seen ? 'empty:-mt-3.5' : className}>
      <Sight value={near}>{seen && children}</Sight>
    </div>
  );
}
