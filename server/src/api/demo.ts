import { createRoute, z } from '@hono/zod-openapi';
import type { Slos } from '../control/slos.ts';
import { loadDemo } from '../demo/demo.ts';
import { DEMO_GOALS } from '../demo/goals.ts';
import { intoProject } from '../demo/ingest.ts';
import { Conflict, Overloaded } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Principal } from '../model/principal.ts';
import type { WireDeps } from '../pipeline/wire/receive.ts';
import { newApi } from './context.ts';

const Progress = z
  .object({
    state: z.enum(['idle', 'loading', 'done', 'failed']),
    sent: z.number().int().openapi({ description: 'Model calls sent so far' }),
    total: z.number().int().openapi({ description: 'Model calls there will be; 0 until that is known' }),
    seconds: z.number().optional(),
    error: z.string().optional(),
  })
  .openapi('DemoProgress');
type Progress = z.infer<typeof Progress>;

const answer = (description: string) => ({ description, content: { 'application/json': { schema: Progress } } });

const load = createRoute({
  method: 'post',
  path: '/demo',
  tags: ['demo'],
  summary: 'Load the demo into this project: two weeks of public traffic that end now',
  responses: { 202: answer('Loading'), 409: { description: 'It is being loaded into another project' } },
});

const progress = createRoute({
  method: 'get',
  path: '/demo',
  tags: ['demo'],
  summary: 'How far loading the demo into this project is',
  responses: { 200: answer('Progress since the server started') },
});

export interface DemoDeps {
  wire: Pick<WireDeps, 'ingest' | 'counters'>;
  slos: Pick<Slos, 'list' | 'save'>;
  log: Pick<Log, 'info' | 'error'>;
  /** Aborts what is being loaded, when the server stops. */
  signal?: AbortSignal;
  days?: number;
}

const IDLE: Progress = { state: 'idle', sent: 0, total: 0 };
/** Loading must not crowd out real traffic. */
const CONCURRENCY = 2;

/** `/demo`. Posting needs the scope `admin`, reading `read`. One project at a time; asking again while it loads changes nothing. */
export function demoRoutes({ wire, slos, log, signal, days = 14 }: DemoDeps) {
  const api = newApi();
  const known = new Map<string, Progress>();
  let loading: string | undefined;

  async function run(by: Principal): Promise<void> {
    const { project } = by;
    const onProgress = (sent: number, total: number): void => {
      known.set(project, { state: 'loading', sent, total });
    };
    try {
      const { seconds, calls } = await loadDemo({
        send: intoProject(wire, project),
        days,
        concurrency: CONCURRENCY,
        signal,
        onProgress,
      });
      const none = (await slos.list(project)).length === 0;
      for (const goal of none ? DEMO_GOALS : []) await slos.save(by, goal);
      known.set(project, { state: 'done', sent: calls, total: calls, seconds });
      log.info({ project, calls, seconds }, 'demo: loaded');
    } catch (error) {
      const { sent, total } = known.get(project) ?? IDLE;
      const why = error instanceof Overloaded ? error.message : 'unexpected error; see the server log';
      known.set(project, { state: 'failed', sent, total, error: why });
      log.error({ project, error: String(error) }, 'demo: not loaded');
    } finally {
      loading = undefined;
    }
  }

  api.openapi(load, (c) => {
    const { project } = c.var.principal;
    if (loading !== undefined && loading !== project)
      throw new Conflict('the demo is being loaded into another project');
    if (loading === undefined) {
      loading = project;
      known.set(project, { state: 'loading', sent: 0, total: 0 });
      // Planning two weeks takes a moment of the event loop: the answer goes out first.
      setImmediate(() => void run(c.var.principal));
    }
    return c.json(known.get(project) ?? IDLE, 202);
  });

  api.openapi(progress, (c) => c.json(known.get(c.var.principal.project) ?? IDLE, 200));
  return api;
}
