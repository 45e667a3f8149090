import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './context.ts';

const INTRODUCTION =
  'Monitoring of prompts in production. Times are RFC 3339 in UTC, durations milliseconds, costs US dollars; what is unknown ' +
  'is absent, never 0. Errors are problem+json (RFC 9457) and name the wrong `field`. Every answer is about one project: ' +
  "the key's own, else the one in the header `x-telltale-project`.";

const text = { type: 'string' as const };
const PROBLEM = {
  type: 'object' as const,
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' as const },
    detail: text,
    field: { ...text, description: 'What is wrong, like `filter[2].op`.' },
  },
};

/** The OpenAPI 3.1 description of all routes below `/api/v1`. `api` = the app they are mounted on, at its own root. */
export function openApiDocument(api: OpenAPIHono<ApiEnv>, version: string) {
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Telltale',
      version,
      description: INTRODUCTION,
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }, { basic: [] }, { session: [] }],
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM },
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'An API key: `tt_<id>_<secret>`.' },
      basic: { type: 'http', scheme: 'basic', description: 'User `tt_<id>`, password `<secret>` of an API key.' },
      session: { type: 'apiKey', in: 'cookie', name: 'tt_session', description: 'Set by `POST /login`.' },
    },
  };
  for (const path of Object.values(document.paths ?? {})) {
    for (const { responses } of Object.values(path as Record<string, Operation>)) {
      for (const [status, response] of Object.entries(responses ?? {})) {
        if (Number(status) >= 400) response.content = PROBLEM_CONTENT;
      }
    }
  }
  return document;
}

interface Operation {
  responses?: Record<string, { content?: unknown }>;
}

const PROBLEM_CONTENT = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
