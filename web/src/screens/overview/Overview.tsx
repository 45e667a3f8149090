/** Overview. */
export function Screen() {
  return <h1 className="text-title font-semibold">Overview</h1>;
}
