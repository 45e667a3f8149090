/**
 * What each detector costs a call of 1.5 KB, on one thread: `npm run bench:detectors [-- --corpora <folder>] [--against <folder>] [--only <group>]`.
 * `--against` names the folder `server/src/pipeline/score` of another checkout: its detectors are timed in turn with ours, and
 * with `--corpora` what both find in every text of a folder of JSON Lines is compared. Timed are calls made of the demo's texts.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Detector, Subject } from '../server/src/pipeline/score/detector.ts';
import { loopSeconds } from '../training/statistics.ts';
import { calls, realCalls } from './detector-calls.ts';
import { naive } from './naive-detectors.ts';

/** Detectors by file and the names they are exported by. Those of one group share what they read, so they are timed together. */
const GROUPS: Record<string, [file: string, ...names: string[]][]> = {
  models: [
    ['detectors/injection.ts', 'injection'],
    ['detectors/jailbreak.ts', 'jailbreak'],
    ['detectors/toxicity.ts', 'toxicityInput', 'toxicityOutput'],
    ['detectors/refusal/refusal.ts', 'refusal'],
  ],
  pii: [['detectors/pii/pii.ts', 'pii']],
  leak: [['detectors/leak/leak.ts', 'leak']],
  repetition: [['detectors/repetition.ts', 'repetition']],
  language: [['detectors/language.ts', 'language']],
  length: [['detectors/length.ts', 'length']],
  adherence: [['detectors/adherence/adherence.ts', 'adherence']],
  indirect_injection: [['detectors/injection.ts', 'indirectInjection']],
  groundedness: [['detectors/groundedness/groundedness.ts', 'groundedness']],
};

type Detectors = Record<string, Detector[]>;

const ROUNDS = 15;
/** Rounds before that, in which the code becomes fast. */
const WARM = 12;

const { values } = parseArgs({
  options: { corpora: { type: 'string' }, against: { type: 'string' }, only: { type: 'string' } },
});

async function load(folder: string): Promise<Detectors> {
  const found: Detectors = {};
  for (const [group, files] of Object.entries(GROUPS)) {
    if (values.only && values.only !== group) continue;
    found[group] = [];
    for (const [file, ...names] of files) {
      const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, Detector>;
      found[group].push(...names.map((name) => module[name]!));
    }
  }
  return found;
}

const runnable = ({ needs }: Detector, subject: Subject) => needs.every((name) => subject[name].length > 0);

/** Median µs a call of each way. The ways take turns, so that a slow moment of the machine is one for all of them. */
function timed(ways: ((subject: Subject) => unknown)[], subjects: readonly Subject[]): number[] {
  const times: number[][] = ways.map(() => []);
  for (let round = -WARM; round < ROUNDS; round++) {
    ways.forEach((run, way) => {
      const start = performance.now();
      for (const subject of subjects) run(subject);
      if (round >= 0) times[way]!.push(((performance.now() - start) * 1000) / subjects.length);
    });
  }
  return times.map((list) => list.sort((a, b) => a - b)[ROUNDS >> 1]!);
}

const all = (detectors: readonly Detector[]) => (subject: Subject) => {
  for (const detector of detectors) if (runnable(detector, subject)) detector.run(subject);
};

const ours = await load(resolve(import.meta.dirname, '../server/src/pipeline/score'));
const theirs = values.against ? await load(resolve(values.against)) : undefined;
console.log(`a loop of 1e9 multiplications takes ${loopSeconds().toFixed(1)} s`);
console.log(
  `${'calls'.padEnd(28)}${'detectors'.padEnd(20)}${'µs'.padStart(8)}${(theirs ? 'other' : 'naive').padStart(9)}  ratio`,
);
for (const [kind, subjects] of Object.entries(calls())) {
  for (const [group, detectors] of Object.entries(ours))
    line(kind, subjects, group, detectors, theirs ? all(theirs[group]!) : naive[group]);
  line(kind, subjects, 'all', Object.values(ours).flat(), theirs && all(Object.values(theirs).flat()));
}
if (theirs && values.corpora)
  for (const group of Object.keys(ours)) compare(group, ours[group]!, theirs[group]!, values.corpora);

function line(
  kind: string,
  subjects: readonly Subject[],
  name: string,
  detectors: readonly Detector[],
  other?: (subject: Subject) => unknown,
): void {
  if (!detectors.some((detector) => subjects.some((subject) => runnable(detector, subject)))) return;
  const [own, others] = timed(other ? [all(detectors), other] : [all(detectors)], subjects);
  const ratio = others === undefined ? '' : `${others.toFixed(1).padStart(9)}  ${(others / own!).toFixed(1)}×`;
  console.log(`${kind.padEnd(28)}${name.padEnd(20)}${own!.toFixed(1).padStart(8)}${ratio}`);
}

/** Counts the real calls of which both ways find something else, and shows the first. */
function compare(group: string, detectors: readonly Detector[], others: readonly Detector[], corpora: string): void {
  const said = (list: readonly Detector[], subject: Subject) =>
    JSON.stringify(list.filter((one) => runnable(one, subject)).map((one) => one.run(subject)));
  let count = 0;
  let differ = 0;
  for (const subject of realCalls(corpora)) {
    count++;
    const [own, other] = [said(detectors, subject), said(others, subject)];
    if (own !== other && differ++ === 0)
      console.log(`${group} here:  ${own.slice(0, 600)}\n${group} there: ${other.slice(0, 600)}`);
  }
  console.log(`${group}: of ${count} calls ${differ} differ`);
}
