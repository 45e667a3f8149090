/** Writes docs/reference from the code: `npx tsx server/src/reference.ts`. A test fails while it is stale. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AppParts, apiRoutes } from './api/app.ts';
import { openApiDocument } from './api/openapi.ts';
import { SETTINGS } from './config.ts';
import { FILTER_OPS } from './model/filter.ts';
import { type Column, SPAN_COLUMNS } from './model/span.ts';
import { METRICS } from './pipeline/query/catalogue.ts';

export const REFERENCE = resolve(import.meta.dirname, '../../docs/reference');

const GENERATED = '<!-- Generated from the code by `npx tsx server/src/reference.ts`. Do not edit. -->';

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');

const page = (...parts: string[]): string => `${[GENERATED, ...parts].join('\n\n')}\n`;

const SIZES = ['bytes', 'KiB', 'MiB', 'GiB'];

/** `67108864` → `67108864 (64 MiB)`. */
function size(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), SIZES.length - 1);
  return `${bytes} (${bytes / 1024 ** power} ${SIZES[power]})`;
}

function config(): string {
  const rows = Object.entries(SETTINGS).map(([name, schema]) => {
    const { data: standard } = schema.safeParse(undefined);
    const shown = typeof standard === 'number' && name.endsWith('_BYTES') ? size(standard) : String(standard ?? '');
    return [`\`${name}\``, shown && `\`${shown}\``, schema.description ?? ''];
  });
  return page(
    '# Configuration',
    'Settings are environment variables, read once at start. A variable that starts with `TELLTALE_` and is not listed here, ' +
      'or has a value that cannot be, ends the start with one line that names it, and exit code 2. `telltale doctor` checks them too.',
    table(['Variable', 'Default', 'Meaning'], rows),
  );
}

function metrics(): string {
  const rows = METRICS.map(({ id, title, unit, better, kind, description }) => [
    `\`${id}\``,
    title,
    unit,
    better,
    kind,
    description,
  ]);
  return page(
    '# Metrics',
    'What `POST /api/v1/query` can be asked for, and `GET /api/v1/metrics` lists. All of them count calls: leaf spans of kind ' +
      '`llm` or `embedding`. A metric about which nothing is known in a row is absent from it, never 0.',
    table(['Id', 'Title', 'Unit', 'Better', 'Kind', 'Meaning'], rows),
  );
}

const TYPES: Record<Column['type'], string> = {
  string: 'text',
  low: 'text',
  bool: 'boolean',
  'u16?': 'whole number',
  u64: 'whole number',
  'share?': 'number from 0 to 1',
  'u64?': 'whole number',
  time: 'time',
  ms: 'milliseconds',
  'ms?': 'milliseconds',
  'usd?': 'US dollars',
  tags: 'list of texts',
  map: 'texts by key',
};

function fields(): string {
  const rows = Object.entries(SPAN_COLUMNS as Record<string, Column>)
    .filter(([, { use }]) => use !== 'internal')
    .map(([name, { type, doc }]) => [`\`${name}\``, TYPES[type], doc]);
  return page(
    '# Fields of a call',
    'One name everywhere: column, API field, filter, URL parameter. A value that is not known is absent. Filters are ' +
      `\`{field, op, value}\` with the ops ${FILTER_OPS.map((op) => `\`${op}\``).join(', ')}; ` +
      'besides the fields below they take `metadata.<key>` and `score.<name>`.',
    table(['Field', 'Type', 'Meaning'], rows),
  );
}

interface Operation {
  tags?: string[];
  summary?: string;
  responses: Record<string, { description?: string }>;
}

/** The routes only take their parts apart when they are made; nothing is called here. */
const UNUSED = {
  config: {},
  store: {},
  access: {},
  prices: {},
  settings: {},
  wire: {},
  telemetry: {},
} as unknown as AppParts;

function api(): string {
  const { paths = {} } = openApiDocument(apiRoutes(UNUSED, AbortSignal.abort()), '');
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, ...operation })),
  );
  const tags = [...new Set(routes.map(({ tags: [tag] = ['other'] }) => tag ?? 'other'))].sort();
  const sections = tags.map((tag) => {
    const rows = routes
      .filter(({ tags: [own] = ['other'] }) => own === tag)
      .map(({ method, path, summary = '', responses }) => {
        const answers = Object.entries(responses).map(([status, { description = '' }]) => `${status} ${description}`);
        return [`\`${method.toUpperCase()} ${path}\``, summary, answers.join(' · ')];
      });
    return `## ${tag[0]?.toUpperCase()}${tag.slice(1)}\n\n${table(['Route', 'What', 'Answers'], rows)}`;
  });
  return page(
    '# HTTP API',
    'All routes are below `/api/v1`. A running server describes them whole, with bodies and parameters, at ' +
      '`/api/openapi.json` (OpenAPI 3.1). Errors are `application/problem+json` (RFC 9457) and name the wrong `field`. A ' +
      "request is about one project: the key's own, else the one in the header `x-telltale-project`, else `default`.",
    ...sections,
    '## Elsewhere\n\n' +
      table(
        ['Path', 'What'],
        [
          ['`POST /v1/traces`, `/v1/logs`, `/v1/metrics`', 'OTLP/HTTP, protobuf or JSON'],
          ['`/api/public/*`', "the part of Langfuse's API that its SDKs send traces and scores to"],
          [
            '`GET /healthz`, `/readyz`, `/metrics`',
            'whether it lives, is ready, and its own numbers in Prometheus form',
          ],
        ],
      ),
  );
}

/** The pages by file name. */
export const pages = (): Record<string, string> => ({
  'api.md': api(),
  'config.md': config(),
  'fields.md': fields(),
  'metrics.md': metrics(),
});

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(REFERENCE, { recursive: true });
  for (const [name, text] of Object.entries(pages())) writeFileSync(join(REFERENCE, name), text);
}
