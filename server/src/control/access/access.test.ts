import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../config.ts';
import { Conflict, Forbidden, NotFound, Overloaded, Unauthenticated } from '../../lib/errors.ts';
import { api_keys, audit, memberships, users } from '../../meta/tables.ts';
import { freshMeta, KINDS, silent, startServer, type TestMeta, type TestServer } from '../../meta/testing.ts';
import { type Credentials, SCOPES } from '../../model/principal.ts';
import { type Access, createAccess } from './access.ts';
import { hashPassword } from './password.ts';

const BOOTSTRAP = 'tt_boot_0123456789abcdef';
const ADMIN = { email: 'Owner@Example.org', password: 'correct horse battery' };
const CONFIG = { host: '127.0.0.1', bootstrapKey: BOOTSTRAP, admin: ADMIN };

const shows = (what: Partial<Credentials> = {}): Credentials => ({
  authorization: undefined,
  cookie: undefined,
  project: undefined,
  host: '127.0.0.1:4318',
  origin: undefined,
  method: 'GET',
  remoteAddress: '127.0.0.1',
  ...what,
});
const bearer = (key: string): Credentials => shows({ authorization: `Bearer ${key}` });
const basic = (user: string, password: string): Credentials =>
  shows({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` });

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe.each(KINDS)('who may, on the %s PostgreSQL', (kind) => {
  let opened: TestMeta;
  let access: Access;

  beforeAll(async () => {
    opened = await freshMeta(kind === 'server' ? server : undefined);
    access = await createAccess({ meta: opened.meta, config: CONFIG, log: silent });
  });
  afterAll(async () => {
    await access.close();
    await opened.close();
  });

  const root = () => access.identify(bearer(BOOTSTRAP));
  const signedIn = async (): Promise<Credentials> =>
    shows({ cookie: `tt_session=${await access.login(ADMIN, shows())}` });

  it('makes the bootstrap key and the owner once; what was changed since stays', async () => {
    const again = await createAccess({
      meta: opened.meta,
      config: { ...CONFIG, admin: { ...ADMIN, password: 'another one entirely' } },
      log: silent,
    });
    await again.close();
    expect(await root()).toMatchObject({ kind: 'key', id: 'boot', project: 'default', scopes: new Set(SCOPES) });
    await expect(access.login({ ...ADMIN, password: 'another one entirely' }, shows())).rejects.toThrow(
      Unauthenticated,
    );
    expect(await opened.meta.db.$count(users)).toBe(1);
    const actions = await opened.meta.db.select({ action: audit.action, by: audit.actor_kind }).from(audit);
    expect(actions.filter(({ by }) => by === 'system').map(({ action }) => action)).toEqual([
      'key.create',
      'owner.create',
    ]);
  });

  it('knows a key as Bearer and as Basic, and only with its own secret', async () => {
    const { id, key } = await access.keys.create(await root(), { name: 'service', scopes: ['ingest'] });
    const secret = key.split('_')[2] ?? '';
    for (const credentials of [bearer(key), shows({ authorization: `bearer  ${key}` }), basic(`tt_${id}`, secret)]) {
      expect(await access.authenticate(credentials, 'ingest')).toMatchObject({
        kind: 'key',
        id,
        name: 'service',
        project: 'default',
      });
    }
    const wrong = [
      bearer(`tt_${id}_${'0'.repeat(40)}`),
      bearer(`tt_${'0'.repeat(16)}_${secret}`),
      bearer(key.slice(0, -1)),
      bearer(`${key}0`),
      bearer(`${key}\0`),
      bearer(`tt_${id}_`),
      bearer(`tt_' or 1=1 --_${secret}`),
      bearer(''),
      bearer('x'.repeat(100_000)),
      basic(`tt_${id}`, ''),
      basic(id, secret),
      basic('pk-lf-1234', 'sk-lf-1234'),
      shows({ authorization: `Basic ${'A'.repeat(300)}` }),
      shows({ authorization: key }),
      shows({ authorization: '' }),
    ];
    for (const credentials of wrong) await expect(access.identify(credentials)).rejects.toThrow(Unauthenticated);
  });

  it('keeps no secret: neither in the keys nor in the audit log', async () => {
    const { key } = await access.keys.create(await root(), { name: 'secretive', scopes: ['read'] });
    const everything = JSON.stringify([
      await opened.meta.db.select().from(api_keys),
      await opened.meta.db.select().from(audit),
    ]);
    expect(everything).not.toContain(key.split('_')[2]);
    expect(everything).toContain('secretive');
  });

  it('refuses a scope the key does not have, with its name', async () => {
    const { key } = await access.keys.create(await root(), { name: 'reader', scopes: ['read'] });
    await expect(access.authenticate(bearer(key), 'ingest')).rejects.toThrow(
      new Forbidden('this key lacks the scope `ingest`'),
    );
    const reader = await access.authenticate(bearer(key), 'read');
    await expect(access.keys.create(reader, { name: 'more', scopes: ['admin'] })).rejects.toThrow(Forbidden);
    await expect(access.keys.list(reader)).rejects.toThrow(Forbidden);
    await expect(access.keys.revoke(reader, 'boot')).rejects.toThrow(Forbidden);
  });

  it('revokes a key at once, and for good', async () => {
    const { id, key } = await access.keys.create(await root(), { name: 'short-lived', scopes: ['ingest'] });
    await access.authenticate(bearer(key), 'ingest');
    await access.keys.revoke(await root(), id);
    await expect(access.authenticate(bearer(key), 'ingest')).rejects.toThrow(Unauthenticated);
    await expect(access.keys.revoke(await root(), id)).rejects.toThrow(NotFound);
    expect((await access.keys.list(await root())).keys.map((k) => k.id)).not.toContain(id);
  });

  it('revokes on other app nodes within five seconds', async () => {
    const other = await createAccess({ meta: opened.meta, config: CONFIG, log: silent });
    const { id, key } = await access.keys.create(await root(), { name: 'everywhere', scopes: ['ingest'] });
    await other.authenticate(bearer(key), 'ingest');
    await access.keys.revoke(await root(), id);
    const began = Date.now();
    let revoked = false;
    while (!revoked && Date.now() - began < 5_000) {
      revoked = await other.identify(bearer(key)).then(
        () => false,
        () => true,
      );
      await new Promise((wait) => setTimeout(wait, 50));
    }
    await other.close();
    expect(revoked).toBe(true);
  });

  it('never lets a key of one project see or touch another', async () => {
    const owner = await access.identify(await signedIn());
    const { id: project } = await access.projects.create(owner, { name: `Ünlike "${kind}'; drop table projects; --` });
    expect(project).toBe(`unlike-${kind}-drop-table-projects`);
    const there = await access.identify({ ...(await signedIn()), project });
    expect(there.project).toBe(project);
    const { id, key } = await access.keys.create(there, { name: 'theirs', scopes: [...SCOPES] });
    const theirs = await access.identify({ ...bearer(key), project: 'default' });
    expect(theirs.project).toBe(project);
    expect((await access.keys.list(theirs)).keys.map((k) => k.id)).toEqual([id]);
    expect((await access.projects.list(theirs)).projects.map((p) => p.id)).toEqual([project]);
    await expect(access.keys.revoke(theirs, 'boot')).rejects.toThrow(NotFound);
    await expect(access.projects.create(theirs, { name: 'mine' })).rejects.toThrow(Forbidden);
    await expect(access.projects.create(owner, { id: project, name: 'again' })).rejects.toThrow(Conflict);
  });

  it('lists keys page by page without losing or repeating one', async () => {
    const owner = await access.identify(await signedIn());
    const { id: project } = await access.projects.create(owner, { name: `Many ${kind}` });
    const by = await access.identify({ ...(await signedIn()), project });
    const made = new Set<string>();
    for (let i = 0; i < 205; i++) made.add((await access.keys.create(by, { name: `k${i}`, scopes: ['read'] })).id);
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await access.keys.list(by, cursor);
      seen.push(...page.keys.map((k) => k.id));
      cursor = page.next_cursor;
    }
    expect(seen).toHaveLength(205);
    expect(new Set(seen)).toEqual(made);
    await expect(access.keys.list(by, `1.x' or true --`)).rejects.toThrow(/not one this list gave/);
  });

  it('signs the owner in (whatever the case of the address) and out again', async () => {
    const session = await signedIn();
    expect(await access.authenticate(session, 'admin')).toMatchObject({
      kind: 'user',
      name: 'owner@example.org',
      project: 'default',
    });
    await expect(access.identify({ ...session, project: 'nowhere' })).rejects.toThrow(Forbidden);
    await access.logout({ ...session, method: 'POST', origin: 'http://127.0.0.1:4318' });
    await expect(access.identify(session)).rejects.toThrow(Unauthenticated);
  });

  it('lets a member do what the role says, only where there is one', async () => {
    const owner = await access.identify(await signedIn());
    const { id: project } = await access.projects.create(owner, { name: `Team ${kind}` });
    const person = { id: `u-${kind}`, email: `viewer-${kind}@example.org` };
    await opened.meta.db.insert(users).values({ ...person, password_hash: await hashPassword('viewer password') });
    await opened.meta.db.insert(memberships).values({ project, user_id: person.id, role: 'viewer' });
    const session = shows({
      cookie: `tt_session=${await access.login({ email: person.email, password: 'viewer password' }, shows())}`,
    });
    expect(await access.authenticate(session, 'read')).toMatchObject({ project });
    await expect(access.authenticate(session, 'admin')).rejects.toThrow(/account lacks the scope `admin`/);
    await expect(access.identify({ ...session, project: 'default' })).rejects.toThrow(Forbidden);
    const viewer = await access.identify(session);
    expect((await access.projects.list(viewer)).projects.map((p) => p.id)).toEqual([project]);
    await expect(access.projects.create(viewer, { name: 'x' })).rejects.toThrow(Forbidden);
  });

  it('stops guessing of passwords after five wrong ones, also the right one then', async () => {
    const from = shows({ remoteAddress: '203.0.113.9' });
    const guesses = Array.from({ length: 12 }, () =>
      access.login({ ...ADMIN, password: 'guess' }, from).catch((e: unknown) => e),
    );
    const failures = await Promise.all(guesses);
    expect(failures.filter((e) => e instanceof Unauthenticated)).toHaveLength(5);
    const refused = failures.filter((e) => e instanceof Overloaded);
    expect(refused).toHaveLength(7);
    expect(refused[0]).toMatchObject({ status: 429 });
    await expect(access.login(ADMIN, from)).rejects.toThrow(Overloaded);
    expect(await access.login(ADMIN, shows({ remoteAddress: '203.0.113.10' }))).toMatch(/^[\w-]{43}$/);
  });

  it('takes no cookie that another site, or no browser of today, could have sent', async () => {
    const session = await signedIn();
    const post = { ...session, method: 'POST' };
    expect(await access.identify({ ...post, origin: 'http://127.0.0.1:4318' })).toBeDefined();
    expect(
      await access.identify({ ...post, host: 'telltale.example', origin: 'https://telltale.example' }),
    ).toBeDefined();
    for (const origin of [
      undefined,
      'null',
      'http://evil.example',
      'http://127.0.0.1:4319',
      'http://127.0.0.1:4318.evil.example',
      '',
    ]) {
      await expect(access.identify({ ...post, origin })).rejects.toThrow(Forbidden);
    }
    await expect(access.login(ADMIN, shows({ method: 'POST', origin: 'http://evil.example' }))).rejects.toThrow(
      Forbidden,
    );
  });

  it('needs credentials from this machine too once there is an owner', async () => {
    expect(access.mode).toBe('owner');
    await expect(access.identify(shows())).rejects.toThrow(Unauthenticated);
  });

  it('refuses a flood of invented keys without losing the real ones', async () => {
    await root();
    const invented = Array.from({ length: 4_000 }, () =>
      bearer(`tt_${randomBytes(8).toString('hex')}_${'0'.repeat(40)}`),
    );
    const began = performance.now();
    const outcomes = await Promise.allSettled(invented.map((credentials) => access.identify(credentials)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(await root()).toBeDefined();
  });

  it('tells who a known key is in microseconds', async () => {
    await root();
    const credentials = bearer(BOOTSTRAP);
    const rounds = 20_000;
    const began = performance.now();
    for (let i = 0; i < rounds; i++) await access.authenticate(credentials, 'ingest');
    const micros = ((performance.now() - began) * 1000) / rounds;
    console.log(`authenticate: ${micros.toFixed(1)} µs`);
    expect(micros).toBeLessThan(100);
  });
});

describe('without an owner', () => {
  let opened: TestMeta;
  let access: Access;
  beforeAll(async () => {
    opened = await freshMeta(server);
    access = await createAccess({
      meta: opened.meta,
      config: { host: 'localhost', bootstrapKey: undefined, admin: undefined },
      log: silent,
    });
  });
  afterAll(async () => {
    await access.close();
    await opened.close();
  });

  it.each(['0.0.0.0', '::', '192.0.2.1', 'telltale.example'])('refuses to listen on %s', async (host) => {
    const refused = createAccess({
      meta: opened.meta,
      config: { host, bootstrapKey: BOOTSTRAP, admin: undefined },
      log: silent,
    });
    await expect(refused).rejects.toThrow(ConfigError);
  });

  it.each<[string, Partial<Credentials>, boolean]>([
    ['a program here', {}, true],
    ['a program here that writes', { method: 'POST' }, true],
    ['localhost', { host: 'localhost:4318' }, true],
    ['LOCALHOST without a port', { host: 'LOCALHOST' }, true],
    ['IPv6', { host: '[::1]:4318', remoteAddress: '::1' }, true],
    ['IPv4 in IPv6', { remoteAddress: '::ffff:127.0.0.1' }, true],
    ['our own page', { method: 'POST', host: 'localhost:4318', origin: 'http://localhost:4318' }, true],
    [
      'our own page at another name of this machine',
      { method: 'POST', host: 'localhost:4318', origin: 'http://127.0.0.1:4318' },
      false,
    ],
    ['another local port', { method: 'POST', origin: 'http://127.0.0.1:3000' }, false],
    ['a foreign page that writes', { method: 'POST', origin: 'https://evil.example' }, false],
    ['a foreign page that reads', { origin: 'https://evil.example' }, false],
    ['a sandboxed page', { method: 'POST', origin: 'null' }, false],
    ['a page whose name was pointed here', { host: 'evil.example:4318' }, false],
    ['that page, naming itself', { method: 'POST', host: 'evil.example', origin: 'http://evil.example' }, false],
    ['a name that only begins so', { host: 'localhost.evil.example' }, false],
    ['a name that only ends so', { host: 'evil.localhost:4318' }, false],
    ['credentials in the host', { host: 'localhost@evil.example' }, false],
    ['no host', { host: undefined }, false],
    ['an empty host', { host: '' }, false],
    ['another machine', { remoteAddress: '192.0.2.7' }, false],
    ['another machine in IPv6', { remoteAddress: '::ffff:192.0.2.7' }, false],
    ['nobody knows who', { remoteAddress: '' }, false],
    ['a key that is not ours', { authorization: 'Basic cGstbGY6c2stbGY=' }, false],
    ['an unknown project', { project: 'nowhere' }, false],
    ['the default project', { project: 'default' }, true],
  ])('is open to %s: %o → %s', async (_, what, open) => {
    const answer = access.authenticate(shows(what), 'ingest');
    if (open) expect(await answer).toMatchObject({ kind: 'local', project: 'default', scopes: new Set(SCOPES) });
    else await expect(answer).rejects.toThrow();
  });

  it('has nobody who could sign in', async () => {
    await expect(access.login({ email: 'a@b.c', password: 'x' }, shows())).rejects.toThrow(Unauthenticated);
  });

  it('lets the local user make projects and write to them', async () => {
    const local = await access.identify(shows());
    await access.projects.create(local, { id: 'mine', name: 'Mine' });
    expect(await access.identify(shows({ project: 'mine' }))).toMatchObject({ project: 'mine' });
  });
});

it('goes on with the keys it knows while the database is away, and says 503 for others', async () => {
  const opened = await freshMeta(undefined);
  const { meta } = opened;
  const access = await createAccess({ meta, config: CONFIG, log: silent });
  await access.identify(bearer(BOOTSTRAP));
  const outage = setInterval(() => {
    const pid = meta.embedded?.pid();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }, 2);
  await new Promise((wait) => setTimeout(wait, 50));
  const other = bearer(`tt_other_${'0'.repeat(40)}`);
  await expect(access.identify(other)).rejects.toMatchObject({ status: 503 });
  for (const end = Date.now() + 3_500; Date.now() < end; await new Promise((wait) => setTimeout(wait, 20))) {
    expect(await access.identify(bearer(BOOTSTRAP))).toMatchObject({ id: 'boot' });
  }
  clearInterval(outage);
  for (const end = Date.now() + 12_000; !(await meta.healthy()); ) expect(Date.now()).toBeLessThan(end);
  await expect(access.identify(other)).rejects.toThrow(Unauthenticated);
  await access.close();
  await opened.close();
});
