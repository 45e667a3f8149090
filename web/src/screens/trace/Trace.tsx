/** Trace. */
export function Screen() {
  return <h1 className="text-title font-semibold">Trace</h1>;
}
