import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Prices } from '../control/prices/prices.ts';
import type { PriceOverride } from '../model/price.ts';
import { newApi } from './context.ts';
import { label } from './text.ts';

/** A model that was called and has no price. */
export interface UnknownModel {
  provider: string;
  model: string;
  calls: number;
  /** RFC 3339. */
  last_seen: string;
}

export interface PriceRouteParts {
  prices: Prices;
  /** The query side's list of models without a price, most called first. */
  unknownModels: (project: string) => Promise<UnknownModel[]>;
}

/** US dollars per million tokens: a number, or decimal text where a float would not do. */
const usd = z
  .union([z.number().min(0).max(1_000_000).transform(plain), z.string().max(24)])
  .pipe(z.string().regex(/^\d{1,7}(\.\d{1,12})?$/, 'must be US dollars per million tokens, like 2.5'))
  .openapi({ type: 'string', example: '2.5' });

const Input = z
  .object({
    provider: label(100).optional(),
    model: label(200),
    input: usd,
    output: usd,
    cached: usd.optional(),
    cache_write: usd.optional(),
    effective_from: z.iso.datetime({ offset: true }).optional(),
  })
  .openapi('PriceInput');

const Override = z
  .object({
    id: z.string(),
    provider: z.string().optional(),
    model: z.string(),
    input: z.string(),
    output: z.string(),
    cached: z.string().optional(),
    cache_write: z.string().optional(),
    effective_from: z.iso.datetime().optional(),
  })
  .openapi('PriceOverride');

const Unknown = z.object({ provider: z.string(), model: z.string(), calls: z.number(), last_seen: z.string() });

const list = createRoute({
  method: 'get',
  path: '/prices',
  tags: ['prices'],
  summary: "The project's own prices, and models without any price",
  responses: {
    200: {
      description: 'Prices in US dollars per million tokens',
      content: {
        'application/json': { schema: z.object({ overrides: z.array(Override), unknown: z.array(Unknown) }) },
      },
    },
  },
});

const add = createRoute({
  method: 'post',
  path: '/prices',
  tags: ['prices'],
  summary: 'Set a price of your own for a model, from a moment on',
  request: { body: { required: true, content: { 'application/json': { schema: Input } } } },
  responses: {
    201: { description: 'Set', content: { 'application/json': { schema: Override } } },
    409: { description: 'There is one for this provider, model and moment' },
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/prices/{id}',
  tags: ['prices'],
  summary: 'Remove a price of your own',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'Removed' }, 404: { description: 'No such price in this project' } },
});

/** Price overrides of the principal's project. Changing them needs the scope `admin`. */
export function priceRoutes({ prices, unknownModels }: PriceRouteParts) {
  const api = newApi();
  api.use('/prices', bodyLimit({ maxSize: 16_384 }));

  api.openapi(list, async (c) => {
    const { project } = c.var.principal;
    return c.json({ overrides: prices.overrides(project).map(asJson), unknown: await unknownModels(project) }, 200);
  });

  api.openapi(add, async (c) => {
    const { effective_from, ...given } = c.req.valid('json');
    const from = effective_from === undefined ? {} : { effective_from: new Date(effective_from) };
    return c.json(asJson(await prices.add(c.var.principal, { ...given, ...from })), 201);
  });

  api.openapi(remove, async (c) => {
    await prices.remove(c.var.principal, c.req.valid('param').id);
    return c.body(null, 204);
  });
  return api;
}

/** `1e-7` → `0.0000001`, without the noise that twelve places of a larger number would show. */
function plain(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}

function asJson({ project: _, effective_from, ...override }: PriceOverride): z.infer<typeof Override> {
  const { provider, cached, cache_write, ...rest } = override;
  return {
    ...rest,
    ...(provider === null ? {} : { provider }),
    ...(cached === null ? {} : { cached }),
    ...(cache_write === null ? {} : { cache_write }),
    ...(effective_from === null ? {} : { effective_from: new Date(effective_from / 1000).toISOString() }),
  };
}
