import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../config.ts';
import { recordAudit } from './audit.ts';
import { type Meta, openMeta } from './db.ts';
import { MIGRATIONS } from './migrations.gen.ts';
import { audit, projects } from './tables.ts';
import {
  folder,
  freshMeta,
  KINDS,
  migrateAgain,
  remove,
  silent,
  startServer,
  type TestMeta,
  type TestServer,
} from './testing.ts';

const BY = { kind: 'local', id: 'local', name: 'local', project: 'p' } as const;

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe.each(KINDS)('the control plane on the %s PostgreSQL', (kind) => {
  let opened: TestMeta;
  let meta: Meta;

  beforeEach(async () => {
    opened = await freshMeta(kind === 'server' ? server : undefined);
    meta = opened.meta;
  });
  afterEach(() => opened.close());

  it('is migrated, answers and names its version', async () => {
    expect(await meta.healthy()).toBe(true);
    expect(meta.version).toMatch(/^\d+\.\d+/);
    const { rows } = await meta.db.execute(sql`select name from telltale_migrations order by name`);
    expect(rows.map(({ name }) => name)).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  it('keeps the audit log as written: no change, no removal, not even of all', async () => {
    await meta.db.transaction((tx) => recordAudit(tx, BY, 'key.create', 'k1', { name: `'; drop table audit; --` }));
    const refused = { cause: expect.objectContaining({ code: '42501', message: 'the audit log is append-only' }) };
    await expect(meta.db.update(audit).set({ actor_name: 'someone else' })).rejects.toMatchObject(refused);
    await expect(meta.db.delete(audit).where(eq(audit.target, 'k1'))).rejects.toMatchObject(refused);
    await expect(meta.db.execute(sql`truncate audit`)).rejects.toMatchObject(refused);
    const [row] = await meta.db.select().from(audit);
    expect(row).toMatchObject({ actor_name: 'local', target: 'k1', detail: { name: `'; drop table audit; --` } });
  });

  it('writes no audit row when the change itself fails', async () => {
    const change = meta.db.transaction(async (tx) => {
      await recordAudit(tx, BY, 'project.create', 'p');
      await tx.insert(projects).values([
        { id: 'p', name: 'P' },
        { id: 'p', name: 'P again' },
      ]);
    });
    await expect(change).rejects.toMatchObject({ cause: { code: '23505' } });
    expect(await meta.db.$count(audit)).toBe(0);
  });

  it('refuses a database that a newer version has used', async () => {
    await meta.db.execute(sql`insert into telltale_migrations (name, checksum) values ('9999_future', 'x')`);
    await expect(migrateAgain(meta)).rejects.toThrow(/9999_future.*newer Telltale/);
  });
});

describe('a PostgreSQL server', () => {
  it('is migrated once by several app nodes that start together', async () => {
    const postgresUrl = await server.fresh();
    const data = folder();
    const nodes = await Promise.all([1, 2, 3, 4].map(() => openMeta({ config: { data, postgresUrl }, log: silent })));
    expect(await nodes[0]?.db.$count(sql`telltale_migrations`)).toBe(MIGRATIONS.length);
    await Promise.all(nodes.map((node) => node.close()));
    remove(data);
  });

  it.each([
    ['a wrong password', (url: string) => url.replace(/:[^:@]+@/, ':wrong@'), /password authentication failed/],
    ['no password', (url: string) => url.replace(/:[^:@]+@/, '@'), /password/],
    ['an unknown database', (url: string) => `${url}_not`, /does not exist/],
    ['another scheme', () => 'mysql://localhost/x', /must start with postgres/],
  ])(
    'that refuses because of %s is a configuration error at once, without the password in it',
    async (_, change, said) => {
      const postgresUrl = change(await server.fresh());
      const began = Date.now();
      const failure = await openMeta({ config: { data: '/nowhere', postgresUrl }, log: silent }).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(ConfigError);
      expect(String(failure)).toMatch(said);
      expect(String(failure)).not.toMatch(/p@ss|wrong@/);
      expect(Date.now() - began).toBeLessThan(5_000);
    },
  );
});

it('embeds the migrations as they are in the folder', () => {
  const read = (name: string): string => readFileSync(join(import.meta.dirname, 'migrations', name), 'utf8');
  const journal: { entries: { tag: string }[] } = JSON.parse(read('meta/_journal.json'));
  expect(MIGRATIONS).toEqual(journal.entries.map(({ tag }) => ({ name: tag, sql: read(`${tag}.sql`) })));
});
