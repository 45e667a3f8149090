import { readFileSync, statSync } from 'node:fs';

/** The account PostgreSQL runs as. */
export interface Owner {
  uid: number;
  gid: number;
}

/**
 * Who runs the cluster in `directory`; undefined = ourselves. PostgreSQL refuses to run as root, so root hands it to the
 * account that owns an existing cluster, else to `nobody`.
 */
export function clusterOwner(directory: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const stat = statSync(directory, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : nobody();
}

/** `nobody` by this machine's account file: initdb insists on a listed account, and macOS numbers it differently. */
function nobody(): Owner {
  const line = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  const unsigned = (id: string | undefined): number => (id === undefined ? 65_534 : Number(id) >>> 0);
  return { uid: unsigned(line?.[1]), gid: unsigned(line?.[2]) };
}
