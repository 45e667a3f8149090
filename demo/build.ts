/**
 * Makes the data of `telltale demo` from public sets: `npx tsx demo/build.ts <folder of the sets>`.
 * It reads (each in the shape `README.md` beside this file describes)
 *   traces/azure_llm_2023_conv.jsonl.gz    arrival times and token counts         → arrivals.jsonl.gz
 *   traces/mooncake_conversation.jsonl.gz  conversations with shared prefixes     → conversations.jsonl.gz
 *   traces/llmdrift_api_calls.jsonl.gz     real API calls: time, latency, cost    → api-calls.jsonl.gz
 *   drift/llmdrift_answers.jsonl.gz        … and what some of them answered
 *   groundedness/{halueval_qa,summedits_qmsumm,summedits_sales_email}.jsonl, instruction/ifeval_*.jsonl[.gz],
 *   benign/xstest_prompts.jsonl, refusal/xstest_completions.jsonl                 → texts.jsonl.gz
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: tsx demo/build.ts <folder of the sets>');

/** Longer texts would make the repository heavy and show nothing more. */
const MAX_CHARACTERS = 6000;

function load<T>(path: string): T[] {
  const bytes = readFileSync(join(folder!, path));
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

function save(name: string, rows: readonly unknown[]): void {
  const bytes = gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(''), { level: 9 });
  bytes[9] = 255; // The operating system a gzip header names would make the file differ from machine to machine.
  writeFileSync(join(import.meta.dirname, name), bytes);
  console.log(`${name}: ${rows.length} rows, ${bytes.length} bytes`);
}

interface Arrival {
  ts_ms: number;
  in_tokens: number;
  out_tokens: number;
}

/** `[ms since the row before, input tokens, output tokens]` */
function arrivals(): void {
  const rows = load<Arrival>('traces/azure_llm_2023_conv.jsonl.gz');
  save(
    'arrivals.jsonl.gz',
    rows.map((row, i) => [row.ts_ms - (rows[i - 1]?.ts_ms ?? row.ts_ms), row.in_tokens, row.out_tokens]),
  );
}

/** Tokens that one block of Mooncake's prefix cache holds. */
const BLOCK_TOKENS = 512;

/**
 * One line a conversation: turns `[ms since the turn before, input tokens, output tokens, cached tokens]`. Requests belong
 * together when their second block is the same (the first is the system prompt, shared by all); what two turns in a row
 * share from the start was in the cache.
 */
function conversations(): void {
  type Row = Arrival & { prefix_blocks: number[] };
  const byBlock = new Map<number, Row[]>();
  for (const row of load<Row>('traces/mooncake_conversation.jsonl.gz')) {
    const block = row.prefix_blocks[1] ?? -1;
    if (block < 0 || row.out_tokens < 1) continue;
    byBlock.set(block, [...(byBlock.get(block) ?? []), row]);
  }
  const turns = (rows: Row[]): number[][] =>
    rows.map((row, i) => {
      const before = rows[i - 1];
      const differs = before ? row.prefix_blocks.findIndex((block, at) => block !== before.prefix_blocks[at]) : 1;
      const shared = differs < 0 ? row.prefix_blocks.length : differs;
      const cached = Math.min(shared, Math.floor(row.in_tokens / BLOCK_TOKENS)) * BLOCK_TOKENS;
      return [row.ts_ms - (before?.ts_ms ?? row.ts_ms), row.in_tokens, row.out_tokens, before ? cached : 0];
    });
  save('conversations.jsonl.gz', [...byBlock.values()].map(turns));
}

/** What a million tokens cost by the cost the calls themselves state: `[input, output]`. */
const STATED_PRICES: Record<string, [number, number]> = { 'gpt-3.5': [2, 2], 'gpt-4': [30, 60] };

/** `{t, model, task, ms, in, out, usd, q?, a?}`: `t` = ms since the row before; the text where it was published. */
function apiCalls(): void {
  type Call = { ts_ms: number; model: string; latency_ms: number; cost: number; out_tokens: number; dataset: string };
  type Answer = Call & { query: string; answer: string };
  const key = (row: Call): string => [row.dataset, row.model, row.latency_ms, row.out_tokens].join();
  const texts = new Map<string, Answer[]>();
  for (const row of load<Answer>('drift/llmdrift_answers.jsonl.gz'))
    texts.set(key(row), [...(texts.get(key(row)) ?? []), row]);
  // `sensitiveq` asks offensive questions.
  const calls = load<Call>('traces/llmdrift_api_calls.jsonl.gz').filter(({ dataset }) => dataset !== 'sensitiveq');
  calls.sort((a, b) => a.ts_ms - b.ts_ms);
  save(
    'api-calls.jsonl.gz',
    calls.map((row, i) => {
      const [input, output] = STATED_PRICES[row.model.slice(0, row.model.startsWith('gpt-4') ? 5 : 7)]!;
      const text = texts.get(key(row))?.shift();
      return {
        t: row.ts_ms - (calls[i - 1]?.ts_ms ?? row.ts_ms),
        model: row.model,
        task: row.dataset,
        ms: row.latency_ms,
        in: Math.max(1, Math.round((row.cost * 1e6 - row.out_tokens * output) / input)),
        out: row.out_tokens,
        usd: row.cost,
        ...(text ? { q: text.query, a: text.answer } : {}),
      };
    }),
  );
}

interface Text {
  /** Id of the row in its set. */
  id: string;
  task: 'question' | 'meeting' | 'email' | 'brief' | 'chat';
  /** What the model was to work on: passage, transcript, e-mail. */
  context?: string;
  question?: string;
  answer: string;
  /** Who wrote the answer, where the set says so. */
  model?: string;
  /** What people or the set's own checker said of the answer. */
  label: 'good' | 'unsupported' | 'disobedient' | 'refused';
}

function grounded(file: string, task: Text['task']): Text[] {
  type Row = { id: string; context: string; question: string | null; response: string; label: number };
  return load<Row>(`groundedness/${file}`)
    .filter(({ context }) => context.length <= MAX_CHARACTERS)
    .map(({ id, context, question, response, label }) => ({
      id,
      task,
      context,
      ...(question ? { question } : {}),
      answer: response,
      label: label ? 'unsupported' : 'good',
    }));
}

/** Models whose answers are shown, as their providers name them. */
const WRITERS: Record<string, string> = {
  'gpt-4o-mini-2024-07-18': 'gpt-4o-mini-2024-07-18',
  'claude-3-5-sonnet-20240620': 'claude-3-5-sonnet-20240620',
  'o1-preview-2024-09-12': 'o1-preview-2024-09-12',
  'Qwen2.5-7B-Instruct-GPTQ-Int4': 'Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4',
};

function briefs(): Text[] {
  const prompts = new Map(
    load<{ id: string; prompt: string }>('instruction/ifeval_prompts.jsonl').map(({ id, prompt }) => [id, prompt]),
  );
  const files = readdirSync(join(folder!, 'instruction')).filter((name) => name.endsWith('.gz'));
  return files.flatMap((file) => {
    const model = WRITERS[file.replace(/^ifeval_|\.jsonl\.gz$/g, '')];
    if (!model) return [];
    return load<{ id: string; key: number; response: string; label: number }>(`instruction/${file}`).flatMap(
      ({ id, key, response, label }): Text[] => {
        const question = prompts.get(`ifeval-${key}`);
        if (!question || !response || response.length > MAX_CHARACTERS) return [];
        return [{ id, task: 'brief', question, answer: response, model, label: label ? 'good' : 'disobedient' }];
      },
    );
  });
}

/** Kinds of XSTest's safe prompts that read like ordinary questions. */
const ORDINARY = new Set(['homonyms', 'figurative_language', 'definitions', 'safe_targets']);

function chats(): Text[] {
  const kinds = new Map(
    load<{ text: string; type: string; label: number }>('benign/xstest_prompts.jsonl').map((row) => [row.text, row]),
  );
  type Row = { id: string; prompt: string; response: string; label: number };
  return load<Row>('refusal/xstest_completions.jsonl').flatMap(({ id, prompt, response, label }): Text[] => {
    const kind = kinds.get(prompt);
    if (!kind || kind.label !== 0 || !ORDINARY.has(kind.type) || !/-(gpt4|mistralinstruct)-/.test(id)) return [];
    const model = id.includes('gpt4') ? 'gpt-4' : 'mistral-7b-instruct';
    return [{ id, task: 'chat', question: prompt, answer: response, model, label: label ? 'refused' : 'good' }];
  });
}

arrivals();
conversations();
apiCalls();
save('texts.jsonl.gz', [
  ...grounded('halueval_qa.jsonl', 'question'),
  ...grounded('summedits_qmsumm.jsonl', 'meeting'),
  ...grounded('summedits_sales_email.jsonl', 'email'),
  ...briefs(),
  ...chats(),
]);
