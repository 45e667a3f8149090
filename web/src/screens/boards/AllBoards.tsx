import { Link } from '@tanstack/react-router';
import { buttonClass } from '../../ui/Button.tsx';
import { Page } from '../../ui/Page.tsx';

/** The way back to the list. */
export const AllBoards = () => (
  <Link to="/boards" className="text-title font-semibold tracking-[-0.01em] text-muted hover:text-ink">
    Boards <span aria-hidden="true">/</span>
  </Link>
);

export const NoBoard = () => (
  <Page title="There is no such board" above={<AllBoards />}>
    <p className="text-muted">It may have been removed, or it belongs to another project.</p>
    <p>
      <Link to="/boards" className={buttonClass()}>
        See all boards
      </Link>
    </p>
  </Page>
);
