import { GRAINS } from '../server/src/pipeline/store/cubes.ts';
import type { Engine } from '../server/src/pipeline/store/engine.ts';

/** The project that is asked about; another fifth of the rows belongs to a neighbour. */
export const PROJECT = 'bench';
export const DAYS = 30;
/** One call in this many says so in its input: what a full-text search looks for. */
const RARE = 100_000;

const list = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(', ')}]`;
const MODELS = list([
  'gpt-4o',
  'gpt-4o-mini',
  'claude-sonnet-4',
  'claude-haiku-3.5',
  'gemini-2.5-flash',
  'gemini-2.5-pro',
  'llama-3.3-70b',
  'mistral-large',
  'deepseek-chat',
  'text-embedding-3-small',
  'command-r-plus',
]);
const PROVIDERS = list([
  'openai',
  'openai',
  'anthropic',
  'anthropic',
  'google',
  'google',
  'groq',
  'mistral',
  'deepseek',
  'openai',
  'cohere',
]);
const WORDS = list(
  (
    'order refund invoice delivery customer account please summarise question answer context table policy contract ' +
    'number address payment status reason product version error request service manager weather translate document ' +
    'section clause holiday schedule meeting budget report analysis compare explain detail example short long careful'
  ).split(' '),
);

/** 2,000 sentences of twelve words: texts made of them shrink about as much as real ones. */
const SENTENCES =
  `(SELECT groupArray(s) FROM (SELECT arrayStringConcat(arrayMap(i -> ${WORDS}[1 + cityHash64(number, i) % 48], range(12)), ' ') ` +
  'AS s FROM numbers(2000)))';

const u = (seed: number): string => `(rand(${seed}) / 4294967296)`;
/** A rank from 1 to `most`, each as often as one over its rank. */
const zipf = (most: number, seed: number): string => `toUInt32(floor(pow(${most + 1}, ${u(seed)})))`;
const normal = (seed: number): string => `sqrt(-2 * log(${u(seed)} + 1e-9)) * cos(6.283185 * ${u(seed + 1)})`;
const text = (sentences: number, seed: number): string =>
  Array.from({ length: sentences }, (_, i) => `s[1 + rand(${seed + i}) % 2000]`).join(", '. ', ");

/** Columns of a call, over `number`. Others keep their default. */
const COLUMNS: Record<string, string> = {
  project: `if(rand(1) % 5 = 0, 'neighbour', '${PROJECT}')`,
  time: `fromUnixTimestamp64Micro(toInt64({from:Int64} + {length:Int64} * (${u(2)} + ${u(3)}) / 2), 'UTC')`,
  trace_id: "lower(concat(hex(cityHash64({seed:UInt64} + intDiv(number, 4))), '00000000000000aa'))",
  span_id: 'lower(hex(sipHash64({seed:UInt64} + number)))',
  kind: "'llm'",
  is_call: '1',
  name: "concat('chat ', model)",
  operation: "'chat'",
  provider: `${PROVIDERS}[m]`,
  model: `${MODELS}[m]`,
  requested_model: `${MODELS}[m]`,
  prompt: "concat('prompt-', toString(p))",
  prompt_version: `toString(1 + ${zipf(4, 6)})`,
  environment: "if(rand(7) % 10 = 0, 'staging', 'production')",
  user: `concat('user-', toString(${zipf(20_000, 8)}))`,
  session: 'toString(cityHash64({seed:UInt64} + intDiv(number, 9)))',
  service: "'shop'",
  team: "concat('team-', toString(p % 5))",
  status: "if(e < 3, 'error', 'ok')",
  http_status: 'multiIf(e = 0, 429, e = 1, 500, e = 2, 504, 200)',
  error_type: "multiIf(e = 0, 'RateLimitError', e = 1, 'InternalServerError', e = 2, 'TimeoutError', '')",
  finish_reason: "if(e < 3, '', 'stop')",
  duration_ms: `round(exp(6.8 + 0.9 * ${normal(10)}), 3)`,
  ttft_ms: `if(m > 7, NULL, round(exp(5.6 + 0.6 * ${normal(12)}), 3))`,
  input_tokens: `toUInt64(exp(6.5 + 0.8 * ${normal(14)}))`,
  output_tokens: `toUInt64(exp(5.2 + 0.7 * ${normal(16)}))`,
  cached_tokens: 'if(m < 5, rand(18) % 400, NULL)',
  cost: 'toDecimal64((rand(19) % 900000) / 1e8 / m, 12)',
  tags: "if(rand(20) % 4 = 0, ['beta'], [])",
  metadata: "map('region', ['eu', 'us', 'asia'][1 + rand(21) % 3])",
  input: `concat(${text(5, 30)}, if(number % ${RARE} = 7, ' zanzibar', ''))`,
  output: `concat(${text(3, 40)}, '')`,
  // As it came: a server that opens the data settles what was received last, not all of it.
  received: 'time',
  version: '{seed:UInt64} + number + 1',
};

const names = Object.keys(COLUMNS);
const INSERT =
  `INSERT INTO telltale.spans (${names.join(', ')}) WITH ${SENTENCES} AS s, ${zipf(11, 4)} AS m, ${zipf(40, 5)} AS p, ` +
  `rand(9) % 100 AS e SELECT ${names.map((name) => `${COLUMNS[name]} AS ${name}`).join(', ')} FROM numbers({rows:UInt64}) ` +
  'SETTINGS max_insert_block_size = 65536, min_insert_block_size_rows = 65536, max_threads = 2, allow_suspicious_low_cardinality_types = 1';

/** Fills the store with calls up to `now` (µs), as many on each day. */
export async function fill(engine: Engine, calls: number, now: number): Promise<void> {
  const perDay = Math.ceil(calls / DAYS);
  for (let day = 0; day < DAYS; day++) {
    const from = now - (DAYS - day) * GRAINS.day;
    await engine.command(INSERT, { from, length: GRAINS.day, seed: day * 100_000_000, rows: perDay });
  }
}

/** A trace of that many spans, a chain of agents and tools with calls between. */
export async function fillTrace(engine: Engine, traceId: string, spans: number, now: number): Promise<void> {
  await engine.command(
    'INSERT INTO telltale.spans (project, time, trace_id, span_id, parent_id, kind, is_call, name, model, status, duration_ms, ' +
      "input, output, received, version) SELECT {project:String}, fromUnixTimestamp64Micro({from:Int64} + number * 1000, 'UTC'), " +
      "{trace:String}, lower(hex(number + 1)), if(number = 0, '', lower(hex(intDiv(number, 3) + 1))), " +
      "if(number % 3 = 0, 'agent', 'llm'), number % 3 != 0, 'step', 'gpt-4o', 'ok', 1.5, repeat('some input text ', 60), " +
      "repeat('some output text ', 30), fromUnixTimestamp64Micro({from:Int64}, 'UTC'), number + 1 FROM numbers({spans:UInt64})",
    { project: PROJECT, from: now - 9 * GRAINS.day, trace: traceId, spans },
  );
}
