import type { Row } from '../model.ts';

/** A prompt that calls of several versions name, with their counts. */
export interface PromptVersions {
  prompt: string;
  n: number;
  /** The newest first, as far as names tell. */
  versions: { version: string; n: number }[];
}

/** What was chosen so far; what is missing or no longer there is filled in. */
export interface Chosen {
  prompt?: string | undefined;
  now?: string | undefined;
  before?: string | undefined;
}

/** Prompts with at least two versions, by rows of `prompt` and `prompt_version`; the most calls first. */
export function promptsOf(rows: readonly Row[]): PromptVersions[] {
  const found = new Map<string, PromptVersions>();
  for (const { prompt, prompt_version: version, n } of rows) {
    if (typeof prompt !== 'string' || typeof version !== 'string' || prompt === '' || version === '') continue;
    const own = found.get(prompt) ?? { prompt, n: 0, versions: [] };
    found.set(prompt, own);
    own.n += n;
    own.versions.push({ version, n });
  }
  const byName = new Intl.Collator('en', { numeric: true }).compare;
  return [...found.values()]
    .filter(({ versions }) => versions.length > 1)
    .map((one) => ({ ...one, versions: one.versions.toSorted((a, b) => byName(b.version, a.version)) }))
    .toSorted((a, b) => b.n - a.n);
}

/** A whole choice: by default the prompt with the most calls, its newest version against the one before. */
export function chosenOf(
  prompts: readonly PromptVersions[],
  { prompt: name, now, before }: Chosen,
): { prompt: PromptVersions; now: string; before: string } | undefined {
  const prompt = prompts.find((one) => one.prompt === name) ?? prompts[0];
  if (!prompt) return undefined;
  const names = prompt.versions.map(({ version }) => version);
  const first = now !== undefined && names.includes(now) ? now : names.find((one) => one !== before);
  const rest = names.filter((one) => one !== first);
  // The next older one; the oldest has only newer ones.
  const next = rest[Math.min(names.indexOf(first ?? ''), rest.length - 1)];
  const second = before !== undefined && rest.includes(before) ? before : next;
  return first === undefined || second === undefined ? undefined : { prompt, now: first, before: second };
}
