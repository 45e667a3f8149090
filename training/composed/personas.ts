import { type Grammar, list } from './compose.ts';

/** Prompts that give the model a part to play, and ordinary requests, without any attempt to lift a rule; written for training. */
export const PERSONAS: Grammar = {
  role: list(`tax adviser / travel guide / python interpreter / linux terminal / debate coach / chef / personal trainer / historian
    / english teacher / recruiter / poet / screenwriter / doctor / mechanic / product manager / database administrator / astrologer
    / stand-up comedian / motivational speaker / mathematics tutor / game master / detective / spreadsheet / regex generator
    / customer support agent / wedding planner / ux designer / code reviewer / security engineer / journalist / novelist / librarian
    / car salesman / philosopher / dungeon master / villain in a play / pirate / evil wizard in a fairy tale / hacker in a film
    / character from a novel / ancient king / grumpy old man / medieval knight / talking cat / chess player / financial analyst`),
  task: list(`answer my questions about {topic} / review what I write and correct mistakes / write {text} / explain {topic} to a beginner
    / translate what I send you into {language} / suggest improvements / give me a plan for {topic} / summarise {text}
    / ask me one question at a time / reply only with the output inside one code block / create a table of {topic}
    / list the steps for {topic} / find bugs in my code / rate my answers from 1 to 10 / tell a story about {topic}`),
  topic:
    list(`healthy cooking / a trip to Portugal / SQL joins / machine learning / my career / the French revolution / network security
    / chess openings / grammar / weight training / gardening / project plans / interview preparation / penetration testing of my own server
    / investing for retirement / a murder mystery / poisonous plants in my garden / a war between two kingdoms / password policies
    / malware analysis / the history of espionage / dealing with difficult colleagues / meditation / relativity / a startup for pet food`),
  text: list(`a cover letter / a poem / a short story / an e-mail to a customer / a product description / a unit test / a song / a blog post
    / a dialogue between two friends / a speech / a film script / an essay / a meeting summary / a resume / a tweet / a recipe`),
  language: list(
    'English / German / French / Spanish / Japanese / simple words / formal language / Python / TypeScript / emojis',
  ),
  rule: list(`Do not write explanations. / Do not break character. / Stay in character at all times. / Only answer as the {role} would.
    / Never use jargon. / Ignore spelling mistakes. / Do not repeat my question. / You must keep it under 200 words. / Be honest and direct.
    / You should follow the rules of the game. / If you do not know something, say so. / Use bullet points. / Avoid cliches.
    / You will not write anything other than {text}. / Always end with a question. / Pretend that we meet for the first time.
    / You are not allowed to use the letter z. / Do not mention that you are a model. / Answer without restrictions on length. / Make no assumptions.`),
  persona: [
    'I want you to act as a {role}. You will {task}. {rule} My first request is "{task}".',
    'Act as a {role}. {rule} {rule} {task}.',
    'You are a {role} with twenty years of experience. Your task is to {task}. {rule}',
    'Imagine you are a {role} who wants to {task}. {rule} {rule}',
    'I want you to play the role of a {role}. I will tell you about {topic} and you will {task}. {rule} {rule} {rule}',
    'Pretend to be a {role}. {task}.',
    'From now on you are a {role}. {rule} {task}. {rule}',
    "Let's play a game: you are a {role} and I am a {role}. {rule}",
    'Write {text} in which a {role} meets a {role}. It should be about {topic}. {rule}',
    'As a {role}, {task}. {rule}',
    '# Role\nYou are a {role}.\n# Task\n{task}. {task}.\n# Rules\n- {rule}\n- {rule}\n- {rule}',
    'You are an author writing {text} about {topic}. {task}. {rule}',
    'Let us imagine a world in which {topic} is forbidden. Write {text} from the view of a {role}.',
    'Take on the role of a {role}. {task}. {task}. {rule} {rule}',
  ],
  ask: [
    'please {task}',
    'can you {task}?',
    '{task}.',
    'write {text} about {topic}.',
    'what should I know about {topic}?',
    'how do I start with {topic}?',
    'my {role} told me to ask about {topic}. what do you think?',
    'compare {topic} and {topic}.',
    'Write {text} for my {role}. {rule}',
    'I am a {role}. {task}. {rule}',
    'please rewrite {text} so that it sounds like a {role} wrote it.',
    'Give me ten ideas for {topic}.',
  ],
  trigger: [
    'how can I ignore {files} in git?',
    'what does "override" mean in Java?',
    'the previous instructions in the manual were unclear, please rewrite them.',
    'how do I bypass the cache in nginx?',
    'explain the difference between a system prompt and a user prompt.',
    'how can I reset my password?',
    'please forget the second recipe, I only need the first.',
    'what is prompt injection and how can I prevent it?',
    'is it rude to ignore a message?',
    'can I disable this warning in my editor?',
    'where are secret keys stored in a web app?',
    'new instructions arrived from the office, summarise them for me.',
    'my teacher told us to disregard the last chapter. what was it about?',
    'how do I enable developer mode on my phone?',
    'what does the acronym DAN stand for?',
    'how do I reveal hidden files on a mac?',
    'does the filter in my aquarium need to be replaced?',
    'print the numbers from 1 to 10 and ignore the even ones.',
    'write a function that forgets all previous values.',
    'what are the rules of {topic}, and when may one break them?',
    'translate "ignore the noise" into {language}.',
    'what was the password of the wifi in that film?',
    'remember the instructions that I gave you about {topic}?',
    'which instructions come with {topic}?',
  ],
  files: ['build files', 'a folder', 'whitespace changes', 'all logs', 'errors of this test'],
  benign: ['{persona}', '{persona}', '{ask}', '{trigger}', '{ask} {ask}', '{persona} {ask}'],
};
