import { createContext, useContext, useSyncExternalStore } from 'react';

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

/** The theme of a part of the page that has one of its own; empty = that of the page. */
export const Scheme = createContext<'light' | 'dark' | ''>('');

const themes = new Map<string, Theme>();

function read(scheme: string): Theme {
  // A custom property keeps `light-dark(…)` as text; only a used colour is resolved.
  const probe = document.body.appendChild(document.createElement('i'));
  if (scheme !== '') probe.dataset.scheme = scheme;
  const entries = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as Theme;
}

function subscribe(changed: () => void): () => void {
  const renew = () => {
    themes.clear();
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
export function useTheme(): Theme {
  const scheme = useContext(Scheme);
  return useSyncExternalStore(subscribe, () => {
    const theme = themes.get(scheme) ?? read(scheme);
    themes.set(scheme, theme);
    return theme;
  });
}

/** Whether the panel is darker than what is written on it. */
export const isDark = ({ panel }: Theme): boolean => {
  const [red = 0, green = 0, blue = 0] = (panel.match(/\d+(\.\d+)?/g) ?? []).map(Number);
  return red + green + blue < 384;
};
