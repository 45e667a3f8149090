import { HOUR } from './calendar.ts';
import type { Text } from './data.ts';
import type { ModelName } from './models.ts';

/** A version of a prompt, from a moment on. */
export interface Release {
  version: string;
  /** Hours before the end of the loaded window at which it went live. */
  hoursAgo: number;
  /** Which people get it, by `Person.arm`: 1 = all, 0.5 = half, the others stay with what was before. */
  arms?: number;
  /** By share, where an answer does not name its writer. */
  models: readonly { name: ModelName; share: number }[];
  /** Factors on tokens and time: how this version differs from a plain one. */
  input?: number;
  output?: number;
  slower?: number;
  /** Share of answers that their set calls unsupported by the context. */
  unsupported?: number;
}

/** A product feature that calls models, with one prompt. */
export interface App {
  prompt: string;
  feature: string;
  team: string;
  service: string;
  shape: 'single' | 'retrieval' | 'agent' | 'conversation';
  task: Text['task'];
  /** Share of the single requests; conversations have their own source. */
  share: number;
  system: string;
  /** Oldest first. */
  releases: readonly Release[];
}

const EVER = 24 * 365;
const all = (name: ModelName) => [{ name, share: 1 }] as const;

export const APPS: readonly App[] = [
  {
    prompt: 'answer-from-documents',
    feature: 'help-center',
    team: 'support',
    service: 'docs-api',
    shape: 'retrieval',
    task: 'question',
    share: 28,
    system: 'Answer the question from the passages. If they do not hold the answer, say so.',
    releases: [
      { version: '3', hoursAgo: EVER, models: all('gpt-4.1-mini'), unsupported: 0.06 },
      // Dearer, slower and not better: taken back after two days.
      { version: '4', hoursAgo: 150, models: all('gpt-5-mini'), output: 2.6, unsupported: 0.07 },
      { version: '3', hoursAgo: 99, models: all('gpt-4.1-mini'), unsupported: 0.06 },
      { version: '5', hoursAgo: 52, arms: 0.25, models: all('claude-haiku-4-5'), unsupported: 0.03 },
    ],
  },
  {
    prompt: 'summarise-meeting',
    feature: 'meetings',
    team: 'productivity',
    service: 'meetings-worker',
    shape: 'single',
    task: 'meeting',
    share: 18,
    system: 'Summarise what was decided in this part of the meeting. Name nobody who did not speak.',
    releases: [
      { version: '6', hoursAgo: EVER, models: all('claude-sonnet-4-5'), unsupported: 0.08 },
      // Ten examples in the prompt: more input, slower, and less faithful.
      { version: '7', hoursAgo: 19, models: all('claude-sonnet-4-5'), input: 2.4, slower: 1.35, unsupported: 0.21 },
    ],
  },
  {
    prompt: 'summarise-email',
    feature: 'inbox',
    team: 'productivity',
    service: 'mail-worker',
    shape: 'single',
    task: 'email',
    share: 20,
    system: 'Summarise this e-mail in two sentences for somebody who decides whether to read it.',
    releases: [
      { version: '1', hoursAgo: EVER, models: all('gpt-4.1-mini'), unsupported: 0.12 },
      { version: '2', hoursAgo: 240, arms: 0.5, models: all('gemini-2.5-flash'), unsupported: 0.09 },
      { version: '2', hoursAgo: 130, models: all('gemini-2.5-flash'), unsupported: 0.09 },
    ],
  },
  {
    prompt: 'write-to-brief',
    feature: 'editor',
    team: 'marketing',
    service: 'editor-api',
    shape: 'single',
    task: 'brief',
    share: 22,
    system: 'Write what the brief asks for and keep to every one of its rules.',
    releases: [
      {
        version: '11',
        hoursAgo: EVER,
        models: [
          { name: 'gpt-4o-mini-2024-07-18', share: 70 },
          { name: 'Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4', share: 14 },
          { name: 'o1-preview-2024-09-12', share: 4 },
        ],
      },
      {
        version: '12',
        hoursAgo: 74,
        models: [
          { name: 'claude-3-5-sonnet-20240620', share: 80 },
          { name: 'Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4', share: 14 },
        ],
      },
    ],
  },
  {
    prompt: 'research-answer',
    feature: 'research',
    team: 'research',
    service: 'research-agent',
    shape: 'agent',
    task: 'question',
    share: 12,
    system: 'You are a careful researcher. Search first, then answer in one sentence with your source.',
    releases: [
      { version: '1', hoursAgo: EVER, models: all('claude-sonnet-4-5'), unsupported: 0.1 },
      { version: '2', hoursAgo: 200, models: all('claude-haiku-4-5'), unsupported: 0.12 },
    ],
  },
];

export const CHAT: App = {
  prompt: 'support-chat',
  feature: 'chat',
  team: 'support',
  service: 'chat-api',
  shape: 'conversation',
  task: 'chat',
  share: 1,
  system: 'You are the assistant of a help desk. Be brief and friendly.',
  releases: [
    { version: '8', hoursAgo: EVER, models: all('claude-haiku-4-5') },
    { version: '9', hoursAgo: 34, models: [{ name: 'mistral-small-latest', share: 1 }], output: 0.8 },
  ],
};

/** The release that serves at `at` (ms), for somebody in `arm`. `end` = end of the window the story is told in. */
export function releaseAt({ releases }: App, { at, end, arm }: { at: number; end: number; arm: number }): Release {
  const live = releases.filter(({ hoursAgo, arms = 1 }) => end - hoursAgo * HOUR <= at && arm < arms);
  return live.at(-1) ?? releases[0]!;
}
