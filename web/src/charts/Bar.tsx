/** A proportion beside its number: `value` of `max`, at most `width` pixels. */
export function Bar({ value, max, width = 50 }: { value: number; max: number; width?: number }) {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <span className="inline-block align-middle" style={{ width }} aria-hidden="true">
      <span className="block h-1 rounded-full bg-series-1 opacity-80" style={{ width: Math.max(2, share * width) }} />
    </span>
  );
}
