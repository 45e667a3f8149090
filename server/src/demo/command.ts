import { parseArgs } from 'node:util';
import { type Loaded, loadDemo } from './demo.ts';
import { setGoals } from './goals.ts';
import { DemoRefused, overHttp } from './http.ts';
import { playLive } from './live.ts';

const USAGE = `telltale demo [--live] [--days 14] [--url http://127.0.0.1:4318] [--key tt_<id>_<secret>]

  Loads real public traffic through the OTLP endpoint of a running server, shifted to end now.
  --live  goes on as time passes, until Ctrl-C

  Without --url: the port in TELLTALE_PORT, on this machine. Without --key: TELLTALE_BOOTSTRAP_KEY.
  docs/guide/demo.md says what is real and what is made up.`;

const OPTIONS = {
  live: { type: 'boolean' },
  days: { type: 'string' },
  url: { type: 'string' },
  key: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `telltale demo`. Resolves with the exit code: 0 loaded, 1 the server refused, 2 wrong use. */
export async function demoCommand(args: string[]): Promise<number> {
  const options = read(args);
  if (typeof options === 'number') return options;
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const send = overHttp(options);
  const now = Date.now();
  try {
    const loaded = await loadDemo({ send, now, days: options.days, signal: stop.signal, onProgress: progress() });
    console.log(summary(loaded, options.url));
    const goals = await setGoals(options);
    if (goals) console.log(`set ${goals} goals, for there were none`);
    if (options.live) {
      console.log('going on live; Ctrl-C ends it');
      await playLive({ send, from: now, signal: stop.signal });
    }
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 130;
    if (!(error instanceof DemoRefused)) throw error;
    console.error(`telltale: ${error.message}`);
    return 1;
  }
}

interface Options {
  live: boolean;
  days: number;
  url: string;
  key: string | undefined;
}

function read(args: string[]): Options | number {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const days = Number(values.days ?? 14);
    if (!(days > 0 && days <= 90)) throw new Error('--days takes a number from 1 to 90');
    const url = values.url ?? `http://127.0.0.1:${process.env.TELLTALE_PORT ?? 4318}`;
    if (!URL.canParse(url)) throw new Error(`--url: not a URL: ${url}`);
    return { live: values.live ?? false, days, url, key: values.key ?? process.env.TELLTALE_BOOTSTRAP_KEY };
  } catch (error) {
    console.error(`telltale: ${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
}

/** One line that counts up, on a terminal only. */
function progress(): ((sent: number, total: number) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (sent, total) => {
    process.stderr.write(`\r${sent.toLocaleString('en')} of ${total.toLocaleString('en')} calls`);
    if (sent === total) process.stderr.write('\n');
  };
}

function summary({ calls, spans, traces, refused, seconds }: Loaded, url: string): string {
  const n = (value: number): string => value.toLocaleString('en');
  const lost = refused ? `, ${n(refused)} spans refused` : '';
  return `loaded ${n(calls)} calls in ${n(traces)} traces (${n(spans)} spans) in ${seconds.toFixed(1)} s${lost}: ${url}`;
}
