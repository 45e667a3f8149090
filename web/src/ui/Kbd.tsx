/** A key (told to eyes only: labels say what it does), or several pressed one after the other: `g o`. */
export function Kbd({ children, inverse = false }: { children: string; inverse?: boolean }) {
  return (
    <span className={`font-mono text-note ${inverse ? 'opacity-70' : 'text-muted'}`} aria-hidden="true">
      {children}
    </span>
  );
}
