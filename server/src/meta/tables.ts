import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { ProjectSettings } from '../model/project-settings.ts';

/** The control plane at rest. A change here needs a migration: see migrations/README.md. */

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
const createdAt = () => at('created_at').notNull().defaultNow();
const projectId = () =>
  text('project')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' });

export const projects = pgTable('projects', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  created_at: createdAt(),
});

/** People. An owner may do everything in every project; anyone else what their memberships say. */
export const users = pgTable(
  'users',
  {
    id: text('id').primaryKey(),
    email: text('email').notNull(),
    password_hash: text('password_hash').notNull(),
    owner: boolean('owner').notNull().default(false),
    created_at: createdAt(),
  },
  (t) => [uniqueIndex('users_email').on(t.email), check('users_email_lower', sql`${t.email} = lower(${t.email})`)],
);

export const memberships = pgTable(
  'memberships',
  {
    project: projectId(),
    user_id: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ['admin', 'member', 'viewer'] }).notNull(),
    created_at: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.project, t.user_id] }),
    index('memberships_user').on(t.user_id),
    check('memberships_role', sql`${t.role} in ('admin', 'member', 'viewer')`),
  ],
);

/** Signed-in browsers; only a hash of the cookie's token is kept. */
export const login_sessions = pgTable(
  'login_sessions',
  {
    token_hash: text('token_hash').primaryKey(),
    user_id: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    created_at: createdAt(),
    expires_at: at('expires_at').notNull(),
  },
  (t) => [index('login_sessions_user').on(t.user_id)],
);

/** API keys; revoked ones stay, so that an id never comes back to life. */
export const api_keys = pgTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    project: projectId(),
    name: text('name').notNull(),
    secret_hash: text('secret_hash').notNull(),
    scopes: text('scopes').array().notNull(),
    created_at: createdAt(),
    last_used_at: at('last_used_at'),
    revoked_at: at('revoked_at'),
  },
  (t) => [index('api_keys_project').on(t.project, t.created_at, t.id)],
);

const usd = (name: string) => numeric(name, { precision: 24, scale: 12 });

/** A project's own prices, in US dollars per million tokens. Provider '' = any. */
export const price_overrides = pgTable(
  'price_overrides',
  {
    id: text('id').primaryKey(),
    project: projectId(),
    provider: text('provider').notNull().default(''),
    model: text('model').notNull(),
    input: usd('input').notNull(),
    output: usd('output').notNull(),
    cached: usd('cached'),
    cache_write: usd('cache_write'),
    effective_from: at('effective_from'),
    created_at: createdAt(),
  },
  (t) => [
    uniqueIndex('price_overrides_once').on(
      t.project,
      t.provider,
      t.model,
      sql`coalesce(${t.effective_from}, '-infinity'::timestamptz)`,
    ),
    check('price_overrides_positive', sql`least(${t.input}, ${t.output}, ${t.cached}, ${t.cache_write}) >= 0`),
  ],
);

/** How a project keeps its data, and the secret of its hashes, which is never shown. */
export const project_settings = pgTable('project_settings', {
  project: projectId().primaryKey(),
  settings: jsonb('settings').$type<ProjectSettings>().notNull(),
  secret: text('secret').notNull(),
  updated_at: at('updated_at').notNull().defaultNow(),
});

/** What people look at again and again: a screen and its state, as it stands in the address. */
export const views = pgTable(
  'views',
  {
    id: text('id').primaryKey(),
    project: projectId(),
    name: text('name').notNull(),
    path: text('path').notNull(),
    search: jsonb('search').$type<Record<string, string | string[]>>().notNull(),
    /** Who saved it, as the audit log names people. */
    created_by: text('created_by').notNull(),
    created_at: createdAt(),
    updated_at: at('updated_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('views_name').on(t.project, t.name)],
);

/** Dashboards people put together themselves: tiles and variables, as their JSON holds them. */
export const boards = pgTable(
  'boards',
  {
    id: text('id').primaryKey(),
    project: projectId(),
    name: text('name').notNull(),
    content: jsonb('content').$type<Record<string, unknown>>().notNull(),
    /** Who made it, as the audit log names people. */
    created_by: text('created_by').notNull(),
    created_at: createdAt(),
    updated_at: at('updated_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('boards_name').on(t.project, t.name)],
);

/** Service level objectives: which share of calls must be good over a window. */
export const slos = pgTable(
  'slos',
  {
    id: text('id').primaryKey(),
    project: projectId(),
    name: text('name').notNull(),
    /** What makes a call good, and which calls count. */
    indicator: jsonb('indicator').$type<Record<string, unknown>>().notNull(),
    filter: jsonb('filter').$type<Record<string, unknown>[]>().notNull().default([]),
    /** Share that must be good, percent. */
    objective: numeric('objective').notNull(),
    window_days: integer('window_days').notNull(),
    created_by: text('created_by').notNull(),
    created_at: createdAt(),
    updated_at: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('slos_name').on(t.project, t.name),
    check('slos_objective', sql`${t.objective} > 0 and ${t.objective} < 100`),
    check('slos_window', sql`${t.window_days} between 1 and 90`),
  ],
);

/** Who changed what, when. A trigger refuses to change or remove rows, so there is no reference that could cascade. */
export const audit = pgTable(
  'audit',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: at('at').notNull().defaultNow(),
    project: text('project'),
    actor_kind: text('actor_kind').notNull(),
    actor_id: text('actor_id').notNull(),
    actor_name: text('actor_name').notNull(),
    action: text('action').notNull(),
    target: text('target').notNull(),
    detail: jsonb('detail').notNull().default({}),
  },
  (t) => [index('audit_project').on(t.project, t.id)],
);

/** Small values that outlive a process; project '' = the whole installation. */
export const settings = pgTable(
  'settings',
  {
    project: text('project').notNull().default(''),
    name: text('name').notNull(),
    value: jsonb('value').notNull(),
    updated_at: at('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.project, t.name] })],
);
