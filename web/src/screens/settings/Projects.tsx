/** Projects. */
export function Screen() {
  return <h1 className="text-title font-semibold">Projects</h1>;
}
