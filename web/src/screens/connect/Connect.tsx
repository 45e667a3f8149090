/** Connect. */
export function Screen() {
  return <h1 className="text-title font-semibold">Connect</h1>;
}
