import type { Search } from '../../search.ts';

let opened = false;

/** Whether the app is being opened at its front door, with nothing in the address but a project: once a page load. */
export function isOpening(pathname: string, search: Search): boolean {
  const first = !opened;
  opened = true;
  const stated = Object.entries(search).some(([key, value]) => key !== 'project' && value !== undefined);
  return first && pathname === '/' && !stated;
}
