import { stem } from './stem.ts';

/** Words of opposite meaning. Where an answer has one and its context the other, they disagree. */
const pairs =
  'increase/decrease rise/fall rose/fell up/down high/low higher/lower more/less most/least many/few first/last early/late before/after ' +
  'begin/end start/stop start/finish open/close accept/reject agree/disagree allow/forbid allow/prevent approve/reject like/dislike love/hate ' +
  'win/lose won/lost buy/sell bought/sold give/take push/pull add/remove include/exclude success/failure succeed/fail pass/fail ' +
  'good/bad better/worse best/worst easy/difficult easy/hard simple/complex cheap/expensive big/small large/small long/short new/old young/old ' +
  'strong/weak rich/poor happy/sad happy/unhappy safe/dangerous safe/unsafe legal/illegal possible/impossible able/unable certain/uncertain ' +
  'sure/unsure known/unknown likely/unlikely true/false right/wrong correct/incorrect positive/negative advantage/disadvantage ' +
  'support/oppose for/against with/without always/never all/none everyone/nobody everything/nothing full/empty same/different similar/different ' +
  'public/private online/offline day/night morning/evening summer/winter north/south east/west left/right inside/outside above/below ' +
  'man/woman male/female husband/wife brother/sister son/daughter mother/father boy/girl king/queen friend/enemy teacher/student ' +
  'arrive/leave enter/leave come/go keep/delete keep/discard gain/lose save/spend save/waste improve/worsen help/hinder encourage/discourage ' +
  'remember/forget praise/criticize confirm/deny admit/deny hire/fire live/die born/died attack/defend export/import maximum/minimum majority/minority ' +
  'optimistic/pessimistic interested/uninterested satisfied/dissatisfied familiar/unfamiliar comfortable/uncomfortable necessary/unnecessary ' +
  'useful/useless careful/careless hot/cold warm/cool wet/dry fast/slow light/dark heavy/light expand/shrink expand/reduce increase/reduce ' +
  'permanent/temporary optional/mandatory optional/required internal/external local/foreign domestic/foreign winner/loser innocent/guilty';

const opposites = new Map<string, string[]>();
for (const pair of pairs.split(' ')) {
  const [one, other] = pair.split('/').map((word) => stem(word)) as [string, string];
  opposites.set(one, [...(opposites.get(one) ?? []), other]);
  opposites.set(other, [...(opposites.get(other) ?? []), one]);
}

const NONE: readonly string[] = [];

/** The opposites of a word, by its stem. */
export function oppositesOf(word: string): readonly string[] {
  const listed = opposites.get(word);
  if (listed) return listed;
  for (const prefix of ['un', 'in', 'im', 'dis', 'ir', 'non']) {
    if (word.length > prefix.length + 3 && word.startsWith(prefix)) return [word.slice(prefix.length)];
  }
  return NONE;
}

const NEGATIONS = new Set(
  'not no never none nobody nothing neither nor cannot without hardly unable fail refus deni deny'.split(' '),
);

/** Whether a word as written turns a sentence into its contrary. */
export const negates = (written: string, stemmed: string): boolean =>
  NEGATIONS.has(stemmed) || NEGATIONS.has(written) || /n['’]t$/.test(written);
