/** System. */
export function Screen() {
  return <h1 className="text-title font-semibold">System</h1>;
}
