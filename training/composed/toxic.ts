import { type Grammar, list } from './compose.ts';

/** Abuse and ordinary talk about the same things, written for training. It holds offensive language, to be detected. */
export const TOXIC: Grammar = {
  insultNoun:
    list(`idiot / moron / imbecile / loser / clown / scumbag / piece of shit / asshole / bastard / coward / liar
    / pig / rat / snake / parasite / fool / dumbass / jackass / dickhead / prick / creep / freak / weirdo / bully / fraud
    / disgrace / waste of space / waste of oxygen / failure / nobody / lowlife / degenerate / psycho / lunatic / troll
    / crybaby / hypocrite / crook / criminal / thief / traitor / monster / joke / embarrassment / piece of trash / cretin
    / dummy / dunce / dolt / numbskull / blockhead / meathead / nitwit / half-brain / buffoon / dipshit / dumbfuck / fuckface / fuckhead / arse
    / arsehole / tosser / bellend / knob / muppet / git / slag / whore / slut / skank / hag / witch / cow / pig-headed fool / ape / monkey / dog
    / cockroach / leech / maggot / vulture / weasel / worm / vermin / filth / scum / trash / garbage / dirt / turd / crap / stain / tool / douche
    / chump / sucker / wimp / pussy / sissy / snowflake / incel / virgin / simp / cuck / neckbeard / boomer / karen / nerd / geek / narcissist
    / sociopath / psychopath / maniac / racist / bigot / nazi / fascist / commie / terrorist / tyrant / dictator / warmonger / war criminal
    / grifter / con man / swindler / quack / phony / poser / wannabe / has-been / attention seeker / gold digger / freeloader / bum / junkie
    / drunk / addict / pedo / pedophile / groomer / predator / rapist / murderer / thug / gangster / demon / devil / antichrist / sheep
    / shithead / motherfucker / son of a bitch / douchebag / bitch / cunt / twat / wanker / puppet / shill / simpleton
    / pile of garbage / pervert / brat / savage / animal / dirtbag / sellout / halfwit / dimwit / airhead / slob`),
  insultAdj: list(`stupid / dumb / pathetic / disgusting / worthless / useless / ugly / retarded / brainless / ignorant
    / spineless / gutless / filthy / vile / revolting / delusional / incompetent / clueless / lazy / corrupt / evil / sick
    / rotten / hideous / insufferable / annoying / fake / greedy / selfish / hateful / nasty / braindead / cowardly
    / fucking stupid / dumb as hell / full of shit / a joke / trash / garbage / scum / vermin / inferior / subhuman
    / moronic / idiotic / imbecilic / dense / thick / slow / mindless / gullible / arrogant / smug / obnoxious / entitled / spoiled / whiny
    / two-faced / dishonest / crooked / treacherous / cruel / heartless / soulless / perverted / creepy / gross / smelly / fat / bald
    / repulsive / despicable / contemptible / detestable / loathsome / wretched / miserable / laughable / ridiculous / embarrassing
    / unhinged / deranged / demented / psychotic / unwashed / uneducated / illiterate / backward / uncivilised / barbaric / primitive
    / violent / dangerous / criminal / racist / sexist / fascist / bigoted / cheap / talentless / washed up / irrelevant / overrated
    / bitter / jealous / desperate / needy / weak / soft / fragile / triggered / brainwashed / woke / fucked up / messed up / trashy
    / slutty / whorish / inbred / godless / sinful / immoral / unnatural / an abomination / a disease / a plague / a cancer / parasitic
    / dirty / toxic / crazy / insane / shameless / clownish / hopeless / senile / old and fat / mentally ill`),
  deg: ['so', 'really', 'such', 'fucking', 'just', 'truly', 'the most', 'absolutely', 'totally', '', '', 'damn'],
  you: ['you', 'you people', 'u', 'all of you', 'your kind', 'your whole family', 'you guys'],
  group:
    list(`women / men / immigrants / muslims / jews / christians / gay people / trans people / black people / white people
    / asians / disabled people / foreigners / refugees / mexicans / old people / liberals / conservatives / republicans
    / democrats / cops / feminists / these people / those people / people like you / people like him / your fans
    / politicians / journalists / billionaires / teenagers / landlords / this government / the left / the right`),
  person:
    list(`he / she / this guy / that woman / this man / the president / my neighbour / the author / this actor / this player
    / your mother / your boyfriend / this streamer / the senator / that coach / this fanbase / whoever wrote this / the mayor`),
  hate: list(`hate / fucking hate / can't stand / despise / loathe / am sick of / am disgusted by / have no respect for / detest
    / spit on / am tired of looking at / wish there were no more / laugh at`),
  harm: list(`die / rot in hell / burn / suffer / be shot / be beaten up / be deported / be locked up / be wiped out / be hanged
    / get cancer / be punched in the face / go extinct / be put down / disappear / choke on it / be killed / get raped
    / get what is coming to them / be thrown out of the country / go to hell / be banned from public places / lose everything`),
  shutUp:
    list(`shut up / shut the fuck up / stfu / fuck you / fuck off / screw you / go to hell / go fuck yourself / kill yourself
    / kys / eat shit / get lost / piss off / get a life / drop dead / nobody asked you / nobody likes you / kiss my ass
    / shove it / suck it / bite me / up yours / eff off / f off / sod off / bugger off / get bent / get fucked / fuck your feelings / go die
    / hang yourself / jump off a bridge / crawl back into your hole / take your meds / learn to read / use your brain / go touch grass
    / shut your mouth / shut your trap / stfu already / cope / seethe / stay mad / you make me sick / you disgust me / shame on you
    / what is wrong with you / are you really that stupid / are you blind or just dumb / did your mother drop you / you will pay for this
    / grow up / cry harder / stop crying / nobody cares what you think / go back to where you came from / suck my dick`),
  abuse: [
    '{you} are {deg} {insultAdj}',
    '{you} are {deg} {insultAdj}, {shutUp}',
    "you're a {insultNoun}",
    "you're such a {insultAdj} {insultNoun}",
    'what a {insultAdj} {insultNoun}',
    'what a {insultNoun}',
    '{shutUp}, you {insultNoun}',
    '{shutUp} you {insultAdj} {insultNoun}',
    '{shutUp}',
    '{person} is a {insultNoun}',
    '{person} is {deg} {insultAdj}',
    '{person} is nothing but a {insultAdj} {insultNoun}',
    'look at that {insultAdj} {insultNoun}, {person} makes me sick',
    'only a {insultNoun} would say something that {insultAdj}',
    'i {hate} {group}',
    'i {hate} {group}, {group} are {deg} {insultAdj}',
    'i {hate} you, you {insultNoun}',
    'all {group} are {insultAdj}',
    '{group} are {deg} {insultAdj}',
    '{group} are nothing but {insultAdj} trash',
    '{group} should {harm}',
    '{group} deserve to {harm}',
    'i hope {you} {harm}',
    'i hope {group} {harm}',
    'someone should make sure that {person} will {harm}',
    'i will find you and beat you up, you {insultNoun}',
    'we should get rid of all {group}',
    'we do not want {group} in our country',
    'keep {group} away from our children',
    '{group} have no place here and should {harm}',
    'why are {group} so {insultAdj}',
    'typical {group}, always {insultAdj}',
    "you're too {insultAdj} to understand this",
    'how {insultAdj} can you be',
    'everything {person} says is bullshit, {insultNoun}',
    'nobody wants to hear from a {insultAdj} {insultNoun} like you',
    'your {thing} is shit and so are you',
    'this is what happens when you let {group} vote',
    'lol {insultNoun} thinks people care',
    '{person} needs to {harm}',
    '{person} can {harm} for all i care',
    'what the fuck is wrong with {person}',
    'wtf is wrong with {you}',
    'fuck {person}',
    'fuck {group}',
    'fuck {group} and everyone who supports them',
    '{person} has the brain of a {insultNoun}',
    '{person} should be ashamed, what a {insultNoun}',
    '{you} make me sick, {insultAdj} {insultNoun}',
    'another {insultAdj} {insultNoun} with an opinion',
    "you can't fix {insultAdj}",
    'imagine being this {insultAdj}',
    'imagine being such a {insultNoun}',
    'bunch of {insultAdj} {group}',
    'you and your {insultAdj} friends can {harm}',
    "i'd love to see {person} {harm}",
    '{person} looks like a {insultAdj} {insultNoun}',
    '{person} is a {insultAdj}, {insultAdj} {insultNoun} who should {harm}',
    'the only {insultNoun} here is you',
    'how much were you paid, {insultNoun}',
    'nobody cares, {insultNoun}',
    'no wonder {group} are {insultAdj}, look at them',
    '{group} ruin everything, {insultAdj} as they are',
    "get {group} out of here, they're {insultAdj}",
  ],
  toxic: [
    '{abuse}.',
    '{abuse}!',
    '{abuse}!!!',
    '{abuse}',
    '{abuse}. {abuse}.',
    '{abuse} {abuse}',
    '{talk} {abuse}.',
    '{abuse}. {talk}',
  ],

  thing:
    list(`phone / game / movie / song / book / coffee / team / weather / car / server / computer / recipe / haircut / dog / cat
    / garden / job / video / update / photo / train / dinner / article / keyboard / essay / project / trip / show / painting`),
  posAdj:
    list(`great / lovely / kind / smart / wonderful / funny / beautiful / brave / strong / generous / amazing / talented
    / helpful / friendly / gorgeous / awesome / welcome here / hard-working / inspiring / equal / human beings like everyone else`),
  mild: list(`bad / terrible / boring / awful / broken / slow / overpriced / disappointing / weird / stupid / horrible / fucking slow
    / the worst / crap / annoying / ugly / disgusting`),
  swear: ['fucking', 'damn', 'freaking', 'goddamn', 'bloody'],
  talk: [
    'i love this {thing}.',
    'this {thing} is {mild}.',
    'i hate this {thing}, it is {mild}',
    'i fucking love this {thing}!',
    'holy shit, that {thing} was {posAdj}',
    'that {thing} is {swear} awesome',
    'damn, i forgot my {thing} at home',
    'where did you get that {thing}?',
    'thanks for sharing, your {thing} looks {posAdj}',
    'i do not agree, but that is a fair point',
    'no idea why the {thing} is so {mild}, any tips?',
    'anyone know how to fix a {mild} {thing}?',
    "lol that's hilarious",
    'so sorry for your loss, my thoughts are with you',
    'my {thing} died on me yesterday, shit happens',
    'they lost again, what a {mild} season',
    'the {thing} came out last year and sold well',
    'can you recommend a {thing} for beginners?',
    'i would go with the second one, the first is {mild}',
    'happy birthday, you deserve the best',
    'you deserve a break, well done',
    'i think the price will go up next week',
    'that was my favourite {thing} growing up',
    'just finished the {thing}, took me all weekend',
    'does anybody else think the {thing} is underrated?',
    'the new {thing} comes with two colours and a case',
    "i'm not sure i agree, could you explain what you mean?",
    'congrats on the {thing}! you earned it',
    'has anyone tried this {thing} yet? worth it?',
    'wow, this is so cute, what is its name?',
    "we've had the same problem with our {thing} for years",
    'sounds like a plan, see you on friday',
    'oh my god that {thing} is to die for',
    'this made my day, thank you',
    'i was laughing so hard i nearly cried',
    'i think they played well but the other team was stronger',
    'i feel bad for everyone who bought the first {thing}',
    'you should try the one next to the station, it is cheaper',
    'he scored twice and left the field in the second half',
    'my mum made the same {thing} for my birthday',
    'lol same, i killed the last boss with one life left',
    'this is not legal advice, but you may want to call them',
    'the problem is that wages have not kept up with rents',
    'i disagree with the president on taxes, but fair enough',
    'the government should spend more on schools',
    'it took me two hours to get there because of the {thing}',
  ],
  respect: [
    'i love {group}',
    '{group} are {posAdj}',
    'i really like {group}, they are {posAdj}',
    '{you} are {posAdj}',
    'you are such a {posAdj} person',
    '{person} is {deg} {posAdj}',
    '{group} deserve the same rights as everyone',
    'nobody should say that {group} are {insultAdj}',
    'saying that {group} are {insultAdj} is wrong',
    'it is not okay to call someone a {insultNoun}',
    'people who say "{group} should {harm}" are wrong and need to be told so',
    '"{abuse}" is a hateful thing to say',
    'he called me a {insultNoun} and it hurt',
    'stop telling {group} to {harm}, that is cruel',
    'we need more {group} in this field',
    'as one of the {group} here, i agree',
    '{group} and {group} met to talk about the {thing}',
    'i do not hate {group}',
    'no one deserves to {harm}',
    'i am proud to be with {group}',
    'many {group} live in this town',
    '{group} voted yesterday',
    "i'm such an idiot, i forgot my {thing}",
    'my {thing} is a piece of shit, i need a new one',
  ],
  clean: ['{talk}', '{talk} {talk}', '{respect}.', '{respect}. {talk}', '{talk} {respect}', '{respect}'],
};
