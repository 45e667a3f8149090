/** Traces. */
export function Screen() {
  return <h1 className="text-title font-semibold">Traces</h1>;
}
