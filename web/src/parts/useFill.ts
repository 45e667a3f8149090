import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/**
 * A ref for an element and the height that makes it reach the end of the window, with what stands below `main` (the bar of
 * narrow screens) left in sight. Never less than `least` pixels: then the page scrolls.
 */
export function useFill<E extends HTMLElement>(least: number): [RefObject<E | null>, number] {
  const ref = useRef<E>(null);
  const [height, setHeight] = useState(least);
  useLayoutEffect(() => {
    const element = ref.current;
    const column = element?.closest('main')?.parentElement;
    if (!element || !column) return;
    const measure = () => {
      const top = element.getBoundingClientRect().top + window.scrollY;
      const below = Number.parseFloat(getComputedStyle(column).paddingBottom);
      setHeight(Math.max(least, Math.floor(window.innerHeight - top - below)));
    };
    measure();
    // The bar above wraps with its filters.
    const observer = new ResizeObserver(measure);
    for (const child of column.children) if (!child.contains(element)) observer.observe(child);
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [least]);
  return [ref, height];
}
