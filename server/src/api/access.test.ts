import { serve } from '@hono/node-server';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Access, createAccess } from '../control/access/access.ts';
import { createPrices, type Prices } from '../control/prices/prices.ts';
import { audit } from '../meta/tables.ts';
import { freshMeta, silent, type TestMeta } from '../meta/testing.ts';
import { authRoutes } from './auth.ts';
import { newApi, requireScope } from './context.ts';
import { problem } from './errors.ts';
import { keyRoutes } from './keys.ts';
import { priceRoutes } from './prices.ts';
import { projectRoutes } from './projects.ts';

const ADMIN = { email: 'owner@example.org', password: 'correct horse battery' };
const KEY = 'tt_boot_0123456789abcdef';

let opened: TestMeta;
let access: Access;
let prices: Prices;
let url: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  opened = await freshMeta(undefined);
  access = await createAccess({
    meta: opened.meta,
    config: { host: '127.0.0.1', bootstrapKey: KEY, admin: ADMIN },
    log: silent,
  });
  prices = await createPrices({ db: opened.meta.db, log: silent });
  const app = newApi();
  app.onError((error, c) => problem(c, error));
  app.route('/', authRoutes({ access, version: '1.2.3' }));
  app.use('*', requireScope(access.authenticate, 'read'));
  app.route('/', keyRoutes(access));
  app.route('/', projectRoutes(access));
  const unknown = { provider: 'acme', model: 'm-1', calls: 3, last_seen: '2026-01-01T00:00:00.000Z' };
  app.route('/', priceRoutes({ prices, unknownModels: async () => [unknown] }));
  app.doc('/openapi.json', { openapi: '3.0.0', info: { title: 't', version: '1' } });
  await new Promise<void>((listening) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      url = `http://127.0.0.1:${port}`;
      listening();
    });
    stop = () => new Promise((done) => server.close(() => done()));
  });
});

afterAll(async () => {
  await stop();
  prices.close();
  await access.close();
  await opened.close();
});

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${KEY}` },
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(url + path, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: text }),
  });
  const said = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(said) : said };
}

const signIn = async (headers: Record<string, string> = {}) => {
  const answer = await ask('POST', '/login', ADMIN, { origin: url, ...headers });
  const cookie = answer.headers.get('set-cookie') ?? '';
  return { status: answer.status, cookie, session: { cookie: cookie.split(';')[0] ?? '' } };
};

describe('signing in', () => {
  it('204 with a cookie no script and no other site can use', async () => {
    const { status, cookie } = await signIn();
    expect(status).toBe(204);
    expect(cookie).toMatch(/^tt_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await signIn({ 'x-forwarded-proto': 'https' })).cookie).toMatch(/; Secure/);
  });

  it('tells who is signed in, and no longer after signing out', async () => {
    expect((await ask('GET', '/me', undefined, {})).status).toBe(401);
    const { session } = await signIn();
    const me = await ask('GET', '/me', undefined, session);
    expect(me.body).toEqual({
      principal: {
        kind: 'user',
        name: ADMIN.email,
        scopes: ['ingest', 'read', 'prompts', 'scores', 'gateway', 'admin'],
      },
      project: { id: 'default', name: 'Default' },
      projects: expect.arrayContaining([{ id: 'default', name: 'Default' }]),
      mode: 'owner',
      version: '1.2.3',
    });
    const out = await ask('POST', '/logout', undefined, { ...session, origin: url });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^tt_session=; Max-Age=0/),
    ]);
    expect((await ask('GET', '/me', undefined, session)).status).toBe(401);
  });

  it.each([
    ['a wrong password', { ...ADMIN, password: 'wrong' }, 401],
    ['a stranger', { email: `x' or '1'='1`, password: 'wrong' }, 401],
    ['NUL in the address', { email: 'a\0b@c.d', password: 'wrong' }, 400],
    ['no password', { email: ADMIN.email }, 400],
    ['wrong types', { email: { $ne: 1 }, password: ['x'] }, 400],
    ['no JSON', '{"email":', 400],
    ['an endless password', { ...ADMIN, password: 'x'.repeat(100_000) }, 413],
  ])('refuses %s', async (_, body, status) => {
    const answer = await ask('POST', '/login', body, { origin: url });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, null]);
  });

  it('refuses other sites: their pages can neither sign in nor write with the cookie', async () => {
    expect((await signIn({ origin: 'https://evil.example' })).status).toBe(403);
    const { session } = await signIn();
    const forged = await ask('POST', '/projects', { name: 'Forged' }, { ...session, origin: 'https://evil.example' });
    expect(forged.status).toBe(403);
    expect(
      (await ask('POST', '/projects', '{"name":"Forged"}', { ...session, 'content-type': 'text/plain' })).status,
    ).toBe(403);
  });
});

describe('keys', () => {
  it('201 once with the secret, listed without, gone after 204, and each change on record', async () => {
    const made = await ask('POST', '/keys', { name: 'CI <script>', scopes: ['read', 'read'] });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'CI <script>',
      scopes: ['read'],
      key: expect.stringMatching(/^tt_[0-9a-f]{16}_[0-9a-f]{40}$/),
    });
    const { key, ...listed } = made.body;
    expect((await ask('GET', '/keys')).body.keys).toContainEqual(listed);
    expect((await ask('GET', '/projects', undefined, { authorization: `Bearer ${key}` })).status).toBe(200);
    expect((await ask('GET', '/keys', undefined, { authorization: `Bearer ${key}` })).status).toBe(403);
    expect((await ask('DELETE', `/keys/${listed.id}`)).status).toBe(204);
    expect((await ask('DELETE', `/keys/${listed.id}`)).status).toBe(404);
    expect((await ask('GET', '/projects', undefined, { authorization: `Bearer ${key}` })).status).toBe(401);
    const rows = await opened.meta.db.select().from(audit).where(eq(audit.target, listed.id)).orderBy(audit.id);
    expect(rows.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['key.create', 'boot'],
      ['key.revoke', 'boot'],
    ]);
  });

  it.each([
    [{ name: '', scopes: ['read'] }, 'name'],
    [{ name: 'a\u0000b', scopes: ['read'] }, 'name'],
    [{ name: 'x'.repeat(101), scopes: ['read'] }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['read', 'root'] }, 'scopes[1]'],
    [{ name: 'x' }, 'scopes'],
    ['[]', ''],
  ])('400 for %j, naming the field', async (body, field) => {
    const answer = await ask('POST', '/keys', body);
    expect([answer.status, answer.body.field]).toEqual([400, field]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('are not made from another content type', async () => {
    const answer = await ask('POST', '/keys', '{"name":"x","scopes":["read"]}', {
      authorization: `Bearer ${KEY}`,
      'content-type': 'text/plain',
    });
    expect(answer.status).toBe(415);
  });
});

describe('projects', () => {
  it('are made by the owner, found in the list, and only once', async () => {
    const { session } = await signIn();
    const own = { ...session, origin: url };
    const made = await ask('POST', '/projects', { id: 'shop', name: 'Shop' }, own);
    expect([made.status, made.body.id]).toEqual([201, 'shop']);
    expect((await ask('GET', '/projects', undefined, own)).body.projects.map((p: { id: string }) => p.id)).toEqual([
      'default',
      'shop',
    ]);
    expect((await ask('POST', '/projects', { id: 'shop', name: 'Shop' }, own)).status).toBe(409);
    expect((await ask('POST', '/projects', { id: '../x', name: 'Shop' }, own)).status).toBe(400);
    expect((await ask('GET', '/projects')).body.projects).toHaveLength(1);
    expect((await ask('POST', '/projects', { name: 'By key' })).status).toBe(403);
    expect((await ask('GET', '/projects?cursor=%00')).status).toBe(400);
    expect((await ask('GET', '/keys?cursor=%00')).status).toBe(400);
    expect((await ask('DELETE', '/keys/%00x')).status).toBe(400);
  });
});

describe('prices', () => {
  it('are set, told to the pricer, listed with what has none, and removed', async () => {
    const changed: string[] = [];
    const forget = prices.onChange((project) => changed.push(project));
    const made = await ask('POST', '/prices', {
      model: 'my-model',
      input: 2.5,
      output: '10.000000000001',
      cached: 1e-7,
      effective_from: '2026-03-01T00:00:00+01:00',
    });
    expect(made.body).toEqual({
      id: expect.any(String),
      model: 'my-model',
      input: '2.5',
      output: '10.000000000001',
      cached: '0.0000001',
      effective_from: '2026-02-28T23:00:00.000Z',
    });
    expect(changed).toEqual(['default']);
    expect(prices.overrides('default')).toEqual([
      {
        ...made.body,
        project: 'default',
        provider: null,
        cache_write: null,
        effective_from: Date.parse('2026-02-28T23:00:00Z') * 1000,
      },
    ]);
    const list = await ask('GET', '/prices');
    expect(list.body).toEqual({ overrides: [made.body], unknown: [expect.objectContaining({ model: 'm-1' })] });
    const again = { model: 'my-model', input: 3, output: 3, effective_from: '2026-02-28T23:00:00Z' };
    expect((await ask('POST', '/prices', again)).status).toBe(409);
    expect((await ask('DELETE', `/prices/${made.body.id}`)).status).toBe(204);
    expect((await ask('DELETE', `/prices/${made.body.id}`)).status).toBe(404);
    expect(changed).toEqual(['default', 'default']);
    expect(prices.overrides('default')).toEqual([]);
    forget();
  });

  it.each([-1, '-1', '1e3', 'NaN', '', ' 1', '1.1234567890123', 1e9, null, true])(
    '400 for the amount %j',
    async (input) => {
      const answer = await ask('POST', '/prices', { model: 'm', input, output: 1 });
      expect([answer.status, answer.body.field]).toEqual([400, 'input']);
    },
  );

  it('403 without the scope admin', async () => {
    const { key } = (await ask('POST', '/keys', { name: 'reader', scopes: ['read'] })).body;
    const reader = { authorization: `Bearer ${key}` };
    expect((await ask('GET', '/prices', undefined, reader)).status).toBe(200);
    expect((await ask('POST', '/prices', { model: 'm', input: 1, output: 1 }, reader)).status).toBe(403);
  });

  it('reach another app node within its poll, once per change', async () => {
    const other = await createPrices({ db: opened.meta.db, log: silent });
    const seen = new Promise((done) => other.onChange(done));
    await ask('POST', '/prices', { model: 'shared', provider: 'acme', input: 0, output: 0 });
    expect(await seen).toBe('default');
    expect(other.overrides('default')).toMatchObject([{ model: 'shared', provider: 'acme', input: '0', output: '0' }]);
    other.close();
  });
});

it('describes itself in OpenAPI', async () => {
  const { paths } = (await ask('GET', '/openapi.json')).body;
  expect(Object.keys(paths).sort()).toEqual([
    '/keys',
    '/keys/{id}',
    '/login',
    '/logout',
    '/me',
    '/prices',
    '/prices/{id}',
    '/projects',
  ]);
});
