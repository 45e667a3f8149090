import type { Detector, Finding } from '../detector.ts';
import { likelihood } from '../models/heads.ts';
import { inputHeads, retrievedHeads } from '../models/places.ts';
import { bounded } from '../text/bounded.ts';
import { kept } from '../text/kept.ts';
import { eachSegment } from '../text/segments.ts';
import { background } from './background.ts';
import { cutNote, linear, quiet, quoted } from './linear.ts';

/** What a user writes to set aside the application's instructions, or to get at what they protect. */
export const injection = linear({
  name: 'injection',
  version: '2',
  place: 'input',
  heads: inputHeads,
  model: 0,
  of: 'attempts to set instructions aside',
});

/** How much of all retrieved texts of one call is read, in UTF-16 units. */
const MOST = 100_000;

const NAME = 'indirect_injection';

/** The margin of a text without anything to read. */
const LEAST = -20;

interface Suspect {
  at: number;
  from: number;
  to: number;
  margin: number;
}

/** Segments of retrieved documents and tool results that instruct the model and stand out from their text. The most suspicious one gives the value. */
export const indirectInjection: Detector = {
  name: NAME,
  version: '2',
  needs: ['retrieved'],
  run({ retrieved }) {
    const { suspects, most, unread } = readAll(retrieved);
    const [worst] = suspects;
    if (!worst) return [quiet(NAME, most)];
    return [{ ...told(retrieved, worst, unread), evidence: suspects.slice(0, 5).map(placed) }];
  },
};

function told(retrieved: readonly string[], worst: Suspect, unread: number): Omit<Finding, 'evidence'> {
  const text = retrieved[worst.at]!;
  const left = unread > 0 ? ` ${unread} of ${retrieved.length} texts were not read.` : '';
  const reason = `A retrieved text seems to instruct the model${quoted(text, worst)}.${cutNote(text)}${left}`;
  return { name: NAME, value: likelihood(worst.margin), reason };
}

/** Suspicious segments of all texts, the worst first; the largest margin; how many texts were left unread. */
function readAll(retrieved: readonly string[]): { suspects: Suspect[]; most: number; unread: number } {
  const suspects: Suspect[] = [];
  let most = LEAST;
  let read = 0;
  let at = 0;
  for (; at < retrieved.length && read < MOST; at++) {
    const one = readKept(retrieved[at]!);
    read += one.length;
    most = Math.max(most, one.most);
    for (const suspect of one.suspects) suspects.push({ at, ...suspect });
  }
  suspects.sort((one, other) => other.margin - one.margin);
  return { suspects, most, unread: retrieved.length - at };
}

/** Characters of texts of which it is kept what they are suspected of: the same documents are retrieved again and again. */
const KEPT = 1_000_000;

/** The suspicious segments of one text, its largest margin, and how much of it was read. */
const readKept = kept(KEPT, (text) => {
  const heads = retrievedHeads();
  const { cut } = heads.cards[0]!;
  const segments: Omit<Suspect, 'at'>[] = [];
  let length = 0;
  for (const part of bounded(text)) {
    length += part.text.length;
    eachSegment(part.text, (from, to) => {
      const margin = heads.readPart(part.text, from, to)[0]!;
      segments.push({ from: part.from + from, to: part.from + to, margin });
    });
  }
  const style = background(segments.map(({ margin }) => margin + cut));
  for (const segment of segments) segment.margin -= style;
  const most = segments.reduce((least, { margin }) => Math.max(least, margin), LEAST);
  return { suspects: segments.filter(({ margin }) => margin >= 0), most, length };
});

const placed = ({ at, from, to }: Suspect) => ({ place: 'retrieved' as const, at, from, to });
