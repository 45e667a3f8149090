import type { ReactNode } from 'react';

/** What stands below something of unknown height: laid out, but unseen until that is known, so that nothing is seen to move. */
export const Settled = ({ when, children }: { when: boolean; children: ReactNode }) => (
  <div className={`contents ${when ? '' : 'invisible'}`}>{children}</div>
);
