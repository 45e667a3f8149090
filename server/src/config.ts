import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const bytes = z.coerce
  .number()
  .int()
  .min(1 << 20);
const days = z.coerce.number().int().min(1).max(3650);

/** Every setting: its name, default and meaning. `docs/reference/config.md` is generated from it. */
export const SETTINGS = {
  TELLTALE_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on. Any but loopback needs an owner.'),
  TELLTALE_PORT: port.default(4318).describe('UI, API, OTLP/HTTP and Langfuse API.'),
  TELLTALE_GRPC_PORT: z
    .union([z.literal('off').transform(() => null), port.transform((p) => (p === 0 ? null : p))])
    .default(4317)
    .describe('OTLP/gRPC; `0` turns it off.'),
  TELLTALE_DATA: z.string().min(1).default('./.telltale').describe('Folder that holds all state.'),
  TELLTALE_CLICKHOUSE_URL: z
    .url()
    .optional()
    .describe(
      'ClickHouse server for telemetry, in the place of the embedded engine: `http://user:password@host:8123/database`.',
    ),
  TELLTALE_POSTGRES_URL: z
    .url()
    .optional()
    .describe('PostgreSQL server for the control plane, in the place of the embedded one.'),
  TELLTALE_BOOTSTRAP_KEY: z
    .string()
    .regex(/^tt_[A-Za-z0-9]{4,64}_[A-Za-z0-9_-]{16,128}$/, 'must look like tt_<id>_<secret>')
    .optional()
    .describe('Key with every scope for project `default`, made at first start: `tt_<id>_<secret>`.'),
  TELLTALE_ADMIN_EMAIL: z.email().optional().describe('Owner made at first start.'),
  TELLTALE_ADMIN_PASSWORD: z
    .string()
    .min(12, 'must have at least 12 characters')
    .max(256)
    .optional()
    .describe('Password of that owner.'),
  TELLTALE_RETENTION_DAYS: days.default(90).describe('Days that spans, with their text, are kept.'),
  TELLTALE_ROLLUP_RETENTION_DAYS: days.default(400).describe('Days that roll-ups are kept.'),
  TELLTALE_MAX_BODY_BYTES: bytes.default(64 << 20).describe('Largest request body, also after decompression.'),
  TELLTALE_MAX_BACKLOG_BYTES: bytes
    .default(4 * 1024 ** 3)
    .describe('Journal that may wait for the store before ingestion answers 503.'),
  TELLTALE_ENGINE_MEMORY_BYTES: bytes.default(2 * 1024 ** 3).describe('Memory limit of the embedded engine.'),
  TELLTALE_SCORING: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Whether detectors score every call: quality, attacks, personal data.'),
  TELLTALE_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Log level.'),
} as const;

/** A configuration mistake: one clear line, exit code 2. */
export class ConfigError extends Error {}

export interface Config {
  host: string;
  port: number;
  /** null = off. Tests pass 0 through `withPorts`, a free port. */
  grpcPort: number | null;
  data: string;
  clickhouseUrl: string | undefined;
  postgresUrl: string | undefined;
  bootstrapKey: string | undefined;
  admin: { email: string; password: string } | undefined;
  retentionDays: number;
  rollupRetentionDays: number;
  maxBodyBytes: number;
  maxBacklogBytes: number;
  engineMemoryBytes: number;
  scoring: boolean;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const known = (name: string): boolean => name in SETTINGS || /^TELLTALE_PROVIDER_[A-Z0-9_]+_URL$/.test(name);

/** Reads the environment. Throws `ConfigError` naming the variable for an unknown, malformed or half-given setting. */
export function readConfig(env: Record<string, string | undefined>): Config {
  for (const name of Object.keys(env)) {
    if (name.startsWith('TELLTALE_') && !known(name))
      throw new ConfigError(`${name}: unknown variable; see docs/reference/config.md`);
  }
  const given = Object.fromEntries(Object.keys(SETTINGS).flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = z.object(SETTINGS).safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message}`);
  }
  const s = parsed.data;
  if (!s.TELLTALE_ADMIN_EMAIL !== !s.TELLTALE_ADMIN_PASSWORD) {
    throw new ConfigError('TELLTALE_ADMIN_EMAIL and TELLTALE_ADMIN_PASSWORD: give both or neither');
  }
  return {
    host: s.TELLTALE_HOST,
    port: s.TELLTALE_PORT,
    grpcPort: s.TELLTALE_GRPC_PORT,
    data: resolve(s.TELLTALE_DATA),
    clickhouseUrl: s.TELLTALE_CLICKHOUSE_URL,
    postgresUrl: s.TELLTALE_POSTGRES_URL,
    bootstrapKey: s.TELLTALE_BOOTSTRAP_KEY,
    admin: s.TELLTALE_ADMIN_EMAIL
      ? { email: s.TELLTALE_ADMIN_EMAIL, password: s.TELLTALE_ADMIN_PASSWORD ?? '' }
      : undefined,
    retentionDays: s.TELLTALE_RETENTION_DAYS,
    rollupRetentionDays: s.TELLTALE_ROLLUP_RETENTION_DAYS,
    maxBodyBytes: s.TELLTALE_MAX_BODY_BYTES,
    maxBacklogBytes: s.TELLTALE_MAX_BACKLOG_BYTES,
    engineMemoryBytes: s.TELLTALE_ENGINE_MEMORY_BYTES,
    scoring: s.TELLTALE_SCORING === 'on',
    logLevel: s.TELLTALE_LOG_LEVEL,
  };
}

/** Does this address only reach this machine? */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
