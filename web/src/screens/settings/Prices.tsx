/** Prices. */
export function Screen() {
  return <h1 className="text-title font-semibold">Prices</h1>;
}
