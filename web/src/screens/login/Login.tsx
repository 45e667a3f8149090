import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { ApiError, post } from '../../api.ts';
import { useMe } from '../../queries.ts';
import { Mark } from '../../shell/Mark.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Input.tsx';

const root = getRouteApi('__root__');

/** Signing in, and back to where one wanted to go. */
export function Screen() {
  const { next } = root.useSearch();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  useEffect(() => {
    document.title = 'Sign in · Telltale';
  }, []);
  const { data: me } = useMe();
  useEffect(() => {
    // Signed in already, or the server asks nobody on this machine.
    if (me) location.replace(inside(next));
  }, [me, next]);
  const signIn = useMutation({
    mutationFn: () => post<void>('/login', { email: email.trim(), password }),
    // A whole page load: nothing that was asked without a session is kept.
    onSuccess: () => location.assign(inside(next)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  const { error } = signIn;
  const refused = error instanceof ApiError && error.status === 401;
  return (
    <main className="flex min-h-dvh items-center justify-center p-5">
      <form onSubmit={submit} className="flex w-full max-w-84 flex-col gap-4 pb-[12vh]">
        <p className="flex items-center gap-2 text-[15px] font-semibold">
          <Mark />
          Telltale
        </p>
        <h1 className="text-title font-semibold tracking-[-0.01em]">Sign in</h1>
        <Field
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={({ target }) => setEmail(target.value)}
        />
        <Field
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
          error={refused ? 'E-mail or password is wrong.' : undefined}
        />
        {error && !refused && <ErrorNote error={error} compact />}
        <Button type="submit" look="primary" disabled={signIn.isPending} className="h-9">
          {signIn.isPending ? 'Signing in …' : 'Sign in'}
        </Button>
        <p className="text-small text-muted">
          The owner is set with <code>TELLTALE_ADMIN_EMAIL</code> and <code>TELLTALE_ADMIN_PASSWORD</code> at the first
          start.
        </p>
      </form>
    </main>
  );
}

/** The address to go on to, when it is one of ours. */
function inside(next: string | undefined): string {
  if (next === undefined || !URL.canParse(next, location.origin)) return '/';
  const url = new URL(next, location.origin);
  return url.origin === location.origin && url.pathname !== '/login' ? url.pathname + url.search : '/';
}
