import { eq } from 'drizzle-orm';
import { Unauthenticated } from '../../lib/errors.ts';
import type { Db } from '../../meta/db.ts';
import { users } from '../../meta/tables.ts';
import type { Credentials } from '../../model/principal.ts';
import { createAttempts } from './attempts.ts';
import { checkOrigin } from './local.ts';
import { checkPassword } from './password.ts';
import { type Sessions, tokenOf } from './session.ts';

export interface SignIn {
  /** Checks a password and returns the token for the session cookie. Throws `Unauthenticated`, `Overloaded`, `Forbidden`. */
  login(given: { email: string; password: string }, credentials: Credentials): Promise<string>;
  /** Ends the session of the cookie, if there is one. Throws `Forbidden` for another site's request. */
  logout(credentials: Credentials): Promise<void>;
}

/** Sign-in with e-mail and password, slow for those who guess. */
export function createSignIn(db: Db, sessions: Sessions): SignIn {
  const attempts = createAttempts();
  return {
    login: async ({ email, password }, credentials) => {
      checkOrigin(credentials, false);
      const address = email.toLowerCase();
      attempts.begin(credentials.remoteAddress, address);
      const [person] = await db.select().from(users).where(eq(users.email, address));
      const isRight = await checkPassword(password, person?.password_hash);
      if (!isRight || !person) throw new Unauthenticated('wrong e-mail or password');
      attempts.succeeded(credentials.remoteAddress, address);
      return sessions.create(person.id);
    },
    logout: async (credentials) => {
      checkOrigin(credentials, true);
      const token = tokenOf(credentials.cookie);
      if (token !== undefined) await sessions.end(token);
    },
  };
}
