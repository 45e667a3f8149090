/**
 * Durable ingest: gzip protobuf, 100 GenAI spans of 2.3 KB a request, acknowledged after fdatasync, counted back by query.
 * The load generator is a process of its own on the same machine, so its cost is part of the wall time but not of the CPU figure.
 * `npm run bench:ingest [-- --quick] [-- --only <part of a run's name>]`. Peer of the same run: one JSONEachRow insert a request into the same engine (bench/naive.ts).
 */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { api, eventually, removeFolder, startServer, temporaryFolder } from '../test/server.ts';

interface LoadResult {
  sent: number;
  acknowledged: number;
  refused: number;
  failed: number;
  seconds: number;
  /** Spans acknowledged a second, after the warm-up. */
  rate: number;
  latency: { p50: number; p95: number; p99: number; max: number };
  spansAcknowledged: number;
}

const seconds = process.argv.includes('--quick') ? 5 : 20;
const NAIVE = 'naive way, saturated';
const SATURATED = 'saturated, 16 connections';
const UNSCORED = 'saturated, without scoring';
/** Before each run, at its own rate: what a server does in its first seconds is no measure of the next ten minutes. */
const WARM_SECONDS = 5;
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU seconds so far of a process and all below it. Linux only. */
function cpuSeconds(pid: number): number {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [child, parent] of rows) {
      if (child !== undefined && parent !== undefined && family.has(parent) && !family.has(child)) {
        family.add(child);
        grew = true;
      }
    }
  }
  let ticks = 0;
  for (const member of family) {
    try {
      const fields = readFileSync(`/proc/${member}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended between the two readings.
    }
  }
  return ticks / TICKS;
}

function load(
  url: string,
  rate: number,
  connections: number,
  loop: 'open' | 'closed',
  onStart: () => void,
): Promise<LoadResult> {
  return new Promise((done, fail) => {
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        resolve(import.meta.dirname, 'load.ts'),
        url,
        String(rate),
        String(seconds),
        String(connections),
        String(WARM_SECONDS),
        loop,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let out = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('built')) onStart();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.on('exit', (code) =>
      code === 0 ? done(JSON.parse(out) as LoadResult) : fail(new Error(`load ended with ${code}`)),
    );
  });
}

/** One span in ten of the load is the agent above nine calls (bench/otlp.ts), and only calls are counted by queries. */
const CALLS_PER_SPAN = 0.9;

/** Spans whose calls a query counts. */
async function queryable(server: { url: string }): Promise<number> {
  const question = { metrics: ['calls'], range: { from: 'now-1h', to: 'now' } };
  const { rows } = await api<{ rows: { calls: number }[] }>(server, '/query', question);
  return Math.round((rows[0]?.calls ?? 0) / CALLS_PER_SPAN);
}

/** The naive way under the same load. Rows are in the engine when it answers, so it has no lag. */
async function runNaive(): Promise<Record<string, string | number>> {
  const child = spawn(process.execPath, ['--import', 'tsx', resolve(import.meta.dirname, 'naive.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /listening on (\S+)/.exec(chunk.toString())?.[1];
      if (found) done(found);
    });
  });
  let before = 0;
  const result = await load(url, 10_000, 16, 'closed', () => {
    before = cpuSeconds(child.pid ?? 0);
  });
  const cpu = cpuSeconds(child.pid ?? 0) - before;
  const rows = Number(await (await fetch(url)).text());
  child.kill();
  return row(NAIVE, result, rows, result.seconds, cpu);
}

function row(
  run: string,
  { spansAcknowledged, rate, latency, refused, failed }: LoadResult,
  rows: number,
  until: number,
  cpu: number,
): Record<string, string | number> {
  return {
    run,
    'spans/s acknowledged': Math.round(rate),
    'spans/s queryable': Math.round(rows / until),
    'ack p50 ms': latency.p50,
    'ack p99 ms': latency.p99,
    'cpu µs/span': Math.round((cpu * 1e6) / spansAcknowledged),
    refused,
    failed,
    'acked = rows': spansAcknowledged === rows ? 'yes' : `${spansAcknowledged} / ${rows}`,
  };
}

async function run(
  name: string,
  rate: number,
  connections: number,
  loop: 'open' | 'closed',
  scoring: 'on' | 'off' = 'on',
): Promise<Record<string, string | number>> {
  const data = temporaryFolder();
  const server = await startServer({ data, env: { TELLTALE_SCORING: scoring } });
  let before = 0;
  const result = await load(server.url, rate, connections, loop, () => {
    before = cpuSeconds(server.process.pid ?? 0);
  });
  const acknowledgedAt = performance.now();
  const rows = await eventually(async () => {
    const n = await queryable(server);
    return n >= result.spansAcknowledged && n;
  }, 120_000);
  const scored = /^telltale_scored_total\{score="refusal"\} (\d+)/m.exec(
    await (await fetch(`${server.url}/metrics`)).text(),
  );
  const lag = (performance.now() - acknowledgedAt) / 1000;
  const cpu = cpuSeconds(server.process.pid ?? 0) - before;
  await server.stop();
  removeFolder(data);
  const told = row(name, result, rows, result.seconds + lag, cpu);
  // Spans of the run's beginning, before it is measured, are scored as well.
  return { ...told, 'calls scored': Number(scored?.[1] ?? 0) };
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model}, node ${process.version}, load average ${loadavg()[0]?.toFixed(2)}`,
);
const runs: { name: string; run: () => Promise<Record<string, string | number>> }[] = [
  { name: NAIVE, run: runNaive },
  { name: SATURATED, run: () => run(SATURATED, 30_000, 16, 'closed') },
  { name: UNSCORED, run: () => run(UNSCORED, 30_000, 16, 'closed', 'off') },
  ...[5000, 15_000].map((rate) => {
    const name = `open loop ${rate.toLocaleString('en')}/s`;
    return { name, run: () => run(name, rate, 64, 'open') };
  }),
];
const only = process.argv[process.argv.indexOf('--only') + 1] ?? '';
const table: Record<string, string | number>[] = [];
for (const { name, run } of runs) {
  if (process.argv.includes('--only') && !name.includes(only)) continue;
  table.push(await run());
  console.log(JSON.stringify(table.at(-1)));
}
console.table(table);
const times = (column: string, over: string, under: string): string => {
  const of = (run: string): number => Number(table.find((row) => row.run === run)?.[column]);
  return (of(over) / of(under)).toFixed(1);
};
if (table.length === runs.length) {
  console.log(
    `scored against unscored: ${times('spans/s acknowledged', SATURATED, UNSCORED)} of the rate; against the naive way: ${times('spans/s acknowledged', SATURATED, NAIVE)}× the spans/s, ${times('cpu µs/span', NAIVE, SATURATED)}× less CPU a span`,
  );
}
