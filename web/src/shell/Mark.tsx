/** The lamp: the one ornament. */
export const Mark = () => (
  <span className="inline-flex size-4 items-center justify-center rounded-full bg-lamp/25" aria-hidden="true">
    <span className="size-2.5 rounded-full bg-lamp" />
  </span>
);
