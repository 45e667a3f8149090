import {
  Activity,
  BadgeCheck,
  Cable,
  Gauge,
  LayoutDashboard,
  ListTree,
  type LucideIcon,
  Settings,
  Shield,
} from 'lucide-react';

export interface Place {
  to: '/' | '/reliability' | '/quality' | '/security' | '/traces' | '/boards' | '/connect' | '/settings/keys';
  label: string;
  icon: LucideIcon;
  /** Pressed one after the other. */
  keys: string;
  /** Paths below this one belong to the place. */
  root: string;
}

/** The rail, group by group; a screen appears here once it exists. */
export const GROUPS: { label?: string; places: Place[] }[] = [
  {
    places: [
      { to: '/', label: 'Overview', icon: Gauge, keys: 'g o', root: '/' },
      { to: '/reliability', label: 'Reliability', icon: Activity, keys: 'g r', root: '/reliability' },
      { to: '/quality', label: 'Quality', icon: BadgeCheck, keys: 'g q', root: '/quality' },
      { to: '/security', label: 'Security', icon: Shield, keys: 'g y', root: '/security' },
    ],
  },
  {
    label: 'Explore',
    places: [
      { to: '/traces', label: 'Traces', icon: ListTree, keys: 'g t', root: '/traces' },
      { to: '/boards', label: 'Boards', icon: LayoutDashboard, keys: 'g b', root: '/boards' },
    ],
  },
  {
    label: 'Set up',
    places: [
      { to: '/connect', label: 'Connect', icon: Cable, keys: 'g n', root: '/connect' },
      { to: '/settings/keys', label: 'Settings', icon: Settings, keys: 'g s', root: '/settings' },
    ],
  },
];

export const PLACES = GROUPS.flatMap(({ places }) => places);

export const isAt = ({ root }: Place, path: string): boolean =>
  root === '/' ? path === '/' : path === root || path.startsWith(`${root}/`);
