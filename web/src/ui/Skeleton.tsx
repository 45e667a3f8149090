/** Where something will be: give it the size of what comes (`h-5 w-24`). */
export const Skeleton = ({ className = '' }: { className?: string }) => (
  <span aria-hidden="true" className={`skeleton inline-block align-middle ${className}`} />
);
