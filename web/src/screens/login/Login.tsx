/** Login. */
export function Screen() {
  return <h1 className="text-title font-semibold">Login</h1>;
}
