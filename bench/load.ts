/**
 * Load generator, a process of its own: `load.ts <url> <spans per second> <seconds> <connections> <warm-up seconds> <open | closed>`.
 * Sends pre-built gzip bodies of 100 spans. Open loop: latency counts from the intended send time, so a stall is not hidden.
 * Closed loop: as fast as it goes, until the time is over or the bodies built for that rate are sent.
 * The warm-up comes first, at the same rate: a server that has just started compiles its code then. Rate and latency leave it out.
 * Prints one JSON line: {sent, acknowledged, refused, failed, seconds, rate, latency:{p50,p95,p99,max}, spansAcknowledged}.
 */
import { Agent, request } from 'node:http';
import { genAiBody, random, words } from './otlp.ts';

const [url = '', rate = '5000', measured = '20', connections = '16', warm = '0', loop = 'open'] = process.argv.slice(2);
const seconds = Number(measured) + Number(warm);
const SPANS = 100;
const target = new URL('/v1/traces', url);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const next = random(42);
const vocabulary = words(next, 20_000);
const wanted = Math.ceil((Number(rate) * seconds) / SPANS);
const bodies = Array.from({ length: wanted }, () => genAiBody(next, vocabulary, SPANS, Date.now()).gzip);
process.stderr.write(`built ${bodies.length} bodies\n`);

const answers: { intended: number; latency: number }[] = [];
let sent = 0;
let acknowledged = 0;
let refused = 0;
let failed = 0;

function post(body: Buffer, intended: number): Promise<void> {
  return new Promise((done) => {
    const headers = {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'content-length': body.length,
    };
    const req = request(target, { method: 'POST', agent, headers }, (res) => {
      res.resume();
      res.on('end', () => {
        if (res.statusCode === 200) {
          acknowledged++;
          answers.push({ intended, latency: performance.now() - intended });
        } else if (res.statusCode === 429 || res.statusCode === 503) refused++;
        else failed++;
        done();
      });
    });
    req.on('error', () => {
      failed++;
      done();
    });
    req.end(body);
  });
}

const started = performance.now();
const end = started + seconds * 1000;

async function closedLoop(): Promise<void> {
  while (performance.now() < end && sent < bodies.length) await post(bodies[sent++]!, performance.now());
}

async function openLoop(): Promise<void> {
  const pending: Promise<void>[] = [];
  const gap = (SPANS * 1000) / Number(rate);
  for (; sent < bodies.length; sent++) {
    const intended = started + sent * gap;
    const wait = intended - performance.now();
    if (wait > 1) await new Promise((resume) => setTimeout(resume, wait));
    pending.push(post(bodies[sent]!, intended));
  }
  await Promise.all(pending);
}

await (loop === 'open' ? openLoop() : Promise.all(Array.from({ length: Number(connections) }, closedLoop)));
const elapsed = (performance.now() - started) / 1000;
const counted = answers.filter(({ intended }) => intended >= started + Number(warm) * 1000);
const latencies = counted.map(({ latency }) => latency).sort((a, b) => a - b);
const quantile = (q: number): number =>
  Math.round((latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? Number.NaN) * 10) / 10;
const latency = { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), max: quantile(1) };
console.log(
  JSON.stringify({
    sent,
    acknowledged,
    refused,
    failed,
    seconds: elapsed,
    rate: (counted.length * SPANS) / (elapsed - Number(warm)),
    latency,
    spansAcknowledged: acknowledged * SPANS,
  }),
);
agent.destroy();
