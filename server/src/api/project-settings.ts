import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { SettingsOfProjects } from '../control/project-settings.ts';
import { REDACTIONS } from '../model/project-settings.ts';
import { SCORE_NAMES } from '../model/scoring.ts';
import { piiTypes } from '../pipeline/score/detectors/pii/kinds.ts';
import { redact } from '../pipeline/score/redact.ts';
import { newApi } from './context.ts';

const Redaction = z.partialRecord(z.enum(piiTypes), z.enum(REDACTIONS));

const Settings = z
  .strictObject({
    redaction: Redaction.openapi({ example: { email: 'mask', card: 'drop' } }),
    pseudonymise_users: z.boolean(),
    thresholds: z.partialRecord(z.enum(SCORE_NAMES), z.number().min(0).max(1)).openapi({ example: { injection: 0.7 } }),
  })
  .openapi('ProjectSettings');

const settingsBody = { 'application/json': { schema: Settings } };

const read = createRoute({
  method: 'get',
  path: '/settings',
  tags: ['settings'],
  summary: "The project's settings: what is taken out of its data, and from where on scores are called",
  responses: { 200: { description: 'Settings', content: settingsBody } },
});

const replace = createRoute({
  method: 'put',
  path: '/settings',
  tags: ['settings'],
  summary: "Replace the project's settings; they hold for new data only",
  request: { body: { required: true, content: settingsBody } },
  responses: { 200: { description: 'Kept', content: settingsBody } },
});

const Preview = z.strictObject({ text: z.string().max(20_000), redaction: Redaction });

const preview = createRoute({
  method: 'post',
  path: '/redaction/preview',
  tags: ['settings'],
  summary: 'What a text would become; nothing is kept, and its hashes are not those of kept data',
  request: { body: { required: true, content: { 'application/json': { schema: Preview } } } },
  responses: {
    200: {
      description: 'The text, and how many values of each type were replaced',
      content: {
        'application/json': {
          schema: z.object({ text: z.string(), found: z.partialRecord(z.enum(piiTypes), z.number().optional()) }),
        },
      },
    },
  },
});

/** Settings of the principal's project. Changing and trying them needs the scope `admin`. */
export function projectSettingsRoutes({ settings }: { settings: SettingsOfProjects }) {
  const api = newApi();
  api.use('/settings', bodyLimit({ maxSize: 16_384 }));
  api.use('/redaction/preview', bodyLimit({ maxSize: 131_072 }));

  api.openapi(read, (c) => {
    const { redaction, pseudonymise_users, thresholds } = settings.of(c.var.principal.project);
    return c.json({ redaction, pseudonymise_users, thresholds }, 200);
  });

  api.openapi(replace, async (c) => c.json(await settings.put(c.var.principal, c.req.valid('json')), 200));

  api.openapi(preview, (c) => {
    const { text, redaction } = c.req.valid('json');
    return c.json(redact(text, { types: redaction, secret: 'preview' }), 200);
  });
  return api;
}
