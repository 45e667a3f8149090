import { Copy } from '../ui/Copy.tsx';

/** Code to copy, as it is. */
export function Code({ code, label }: { code: string; label: string }) {
  return (
    <div className="relative min-w-0 rounded-control border border-line bg-bg">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-control p-3 pr-11 text-small">
        <pre>
          <code>{code}</code>
        </pre>
      </section>
      <span className="absolute top-1 right-1 rounded-control bg-bg">
        <Copy text={code} label="Copy" />
      </span>
    </div>
  );
}
