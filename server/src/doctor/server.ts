import { createServer } from 'node:net';
import type { Config } from '../config.ts';
import { type Finding, fail, messageOf, ok, warn } from './check.ts';

const PATIENCE_MS = 5000;
/** Rows should be queryable within seconds; longer means that the engine does not keep up. */
const LAG_SECONDS = 60;
const CLOCK_MS = 5000;

type Address = Pick<Config, 'host' | 'port' | 'grpcPort'>;

/** Addresses that mean every one of this machine's: asked through loopback. */
const EVERYWHERE: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where a server of this configuration is asked from this machine. */
function urlOf({ host, port }: Pick<Config, 'host' | 'port'>): string {
  const address = EVERYWHERE[host] ?? host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** The ports: free, or a Telltale server behind them. Asks a running server how it is. */
export async function checkServer(config: Address): Promise<Finding[]> {
  const url = urlOf(config);
  const running = await isTelltale(url);
  const ports = await Promise.all([
    checkPort('port', 'TELLTALE_PORT', config.host, config.port, running),
    ...(config.grpcPort === null
      ? []
      : [checkPort('grpc port', 'TELLTALE_GRPC_PORT', config.host, config.grpcPort, running)]),
  ]);
  return running ? [...ports, ...(await askServer(url))] : ports;
}

async function isTelltale(url: string): Promise<boolean> {
  const answer = await ask(`${url}/healthz`).catch(() => undefined);
  return answer?.status === 200 && (await answer.text()).includes('"status":"ok"');
}

const ask = (url: string): Promise<Response> =>
  fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' });

async function checkPort(
  name: string,
  setting: string,
  host: string,
  port: number,
  running: boolean,
): Promise<Finding> {
  const error = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
    const server = createServer();
    server.once('error', done);
    server.listen(port, host, () => server.close(() => done(undefined)));
  });
  const says = `${host}:${port}`;
  if (!error) return ok(name, `${says} is free`);
  if (error.code !== 'EADDRINUSE') return fail(name, messageOf(error), `choose another TELLTALE_HOST or ${setting}`);
  return running
    ? ok(name, `${says} is taken; a Telltale server is running`)
    : fail(name, `${says} is taken by another program`, `stop it, or choose another ${setting}`);
}

async function askServer(url: string): Promise<Finding[]> {
  try {
    const ready = await ask(`${url}/readyz`);
    const state = (await ready.json()) as Record<string, unknown>;
    const missing = Object.keys(state).filter((name) => state[name] === false);
    const metrics = await ask(`${url}/metrics`);
    const text = metrics.ok ? await metrics.text() : '';
    return [
      ready.ok
        ? ok('server', `${url} is ready`)
        : fail('server', `not ready: ${missing.join(', ')}`, 'see its log; docs/guide/operate.md'),
      clockOf(ready),
      ...(metrics.ok ? checkCounters(text) : [warn('counters', `/metrics answers ${metrics.status}`, 'see its log')]),
    ];
  } catch (error) {
    return [fail('server', messageOf(error), 'see its log')];
  }
}

function clockOf(answer: Response): Finding {
  const off = Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now());
  return off < CLOCK_MS || Number.isNaN(off)
    ? ok('server clock', 'agrees with this one')
    : warn('server clock', `${Math.round(off / 1000)} s off from this one`, 'let NTP set both');
}

/** A value of a Prometheus text by metric and labels; the sum where several match. */
function value(text: string, name: string, label = ''): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    const [, metric, labels = '', number] = /^(\w+)(?:\{([^}]*)\})? (\S+)$/.exec(line) ?? [];
    if (metric === name && labels.includes(label)) sum += Number(number);
  }
  return sum;
}

/** What was received must have been accepted or refused, and what was accepted must become queryable. */
export function checkCounters(text: string): Finding[] {
  const signals = [
    ...new Set([...text.matchAll(/^telltale_received_total\{signal="(\w+)"\}/gm)].map(([, signal]) => signal)),
  ];
  const wrong = signals.filter((signal) => {
    const label = `signal="${signal}"`;
    const [received, accepted, rejected] = (['received', 'accepted', 'rejected'] as const).map((name) =>
      value(text, `telltale_${name}_total`, label),
    );
    return received !== (accepted ?? 0) + (rejected ?? 0);
  });
  const lag = value(text, 'telltale_journal_lag_seconds');
  const broken = value(text, 'telltale_rejected_segments');
  return [
    wrong.length
      ? fail(
          'counters',
          `received ≠ accepted + rejected for ${wrong.join(', ')}`,
          'report this with the output of /metrics',
        )
      : ok('counters', 'received = accepted + rejected'),
    lag < LAG_SECONDS
      ? ok('lag', `${lag.toFixed(1)} s from durable to queryable`)
      : warn('lag', `${Math.round(lag)} s`, 'the engine does not keep up: see its log, its memory and the disk'),
    ...(broken
      ? [
          fail(
            'segments',
            `${broken} refused by the engine`,
            'keep journal/rejected in the data folder and report this',
          ),
        ]
      : []),
  ];
}
