/** Keys. */
export function Screen() {
  return <h1 className="text-title font-semibold">Keys</h1>;
}
