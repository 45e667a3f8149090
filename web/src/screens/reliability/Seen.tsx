import { type ReactNode, useEffect, useRef, useState } from 'react';

/** Shows its children once they come near what is seen; until then it keeps their room and nothing is asked for. */
export function Seen({ className, children }: { className: string; children: ReactNode }) {
  const holder = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!holder.current || seen) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: '600px' },
    );
    observer.observe(holder.current);
    return () => observer.disconnect();
  }, [seen]);
  return (
    <div ref={holder} className={seen ? 'empty:hidden' : className}>
      {seen && children}
    </div>
  );
}
