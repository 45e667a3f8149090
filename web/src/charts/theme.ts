import { useSyncExternalStore } from 'react';

const NAMES = [
  'series-1',
  'series-2',
  'series-3',
  'series-4',
  'series-5',
  'bad',
  'grid',
  'line',
  'strong',
  'muted',
  'faint',
  'ink',
  'panel',
  'accent',
] as const;
export type Ink = (typeof NAMES)[number];
/** The tokens of `styles.css` as plain colours, which is what a canvas understands. */
export type Theme = Record<Ink, string>;

let theme: Theme | undefined;

function read(): Theme {
  // A custom property keeps `light-dark(…)` as text; only a used colour is resolved.
  const probe = document.body.appendChild(document.createElement('i'));
  const entries = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as Theme;
}

function subscribe(changed: () => void): () => void {
  const renew = () => {
    theme = undefined;
    changed();
  };
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = new MutationObserver(renew);
  system.addEventListener('change', renew);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', renew);
    chosen.disconnect();
  };
}

/** The colours in force; a new object when light turns to dark. */
export const useTheme = (): Theme =>
  useSyncExternalStore(subscribe, () => {
    theme ??= read();
    return theme;
  });

/** Whether the panel is darker than what is written on it. */
export const isDark = ({ panel }: Theme): boolean => {
  const [red = 0, green = 0, blue = 0] = (panel.match(/\d+(\.\d+)?/g) ?? []).map(Number);
  return red + green + blue < 384;
};
