import { Link } from '@tanstack/react-router';
import { buttonClass } from './Button.tsx';

export const NotFound = () => (
  <main className="mx-auto flex max-w-110 flex-col items-start gap-3 p-5 pt-[20vh]">
    <h1 className="text-title font-semibold">There is nothing at this address</h1>
    <p className="text-muted">The link may be cut off, or it leads to something that was removed.</p>
    <Link to="/" className={buttonClass()}>
      Open the overview
    </Link>
  </main>
);
