import { expect, test } from 'vitest';
import { languageOf } from './language.ts';

test.each([
  ['en', 'The weather has been cold all week, so we stayed at home.'],
  ['de', 'Das Wetter war die ganze Woche kalt, also blieben wir zu Hause.'],
  ['fr', 'Il a fait froid toute la semaine, alors nous sommes restés à la maison.'],
  ['es', 'Ha hecho frío toda la semana, así que nos quedamos en casa.'],
  ['ru', 'Всю неделю было холодно, поэтому мы остались дома.'],
  ['ja', '一週間ずっと寒かったので、家にいました。'],
  ['zh', '整个星期都很冷，所以我们待在家里。'],
  ['sw', 'Hali ya hewa imekuwa baridi wiki hii yote, kwa hiyo tulikaa nyumbani na watoto wetu katika mji.'],
  ['ne', 'यो हप्ता धेरै जाडो भएको थियो, त्यसैले हामी घरमा बस्यौं र पनि काम गर्न सकेनौं।'],
])('tells %s', (language, text) => {
  expect(languageOf(text)).toEqual({ language, sure: true });
});

test('is not sure of names, and tells nothing of numbers', () => {
  expect(languageOf('OK').sure).toBe(false);
  expect(languageOf('12 + 30 = 42')).toEqual({ language: '', sure: false });
  expect(languageOf('')).toEqual({ language: '', sure: false });
});

test.each(["'", 'a', ' ', '. ', 'ё', '字', '\ud800'])('200,000 signs of %j take no time', (sign) => {
  const text = sign.repeat(200_000 / sign.length);
  languageOf(text);
  const start = performance.now();
  languageOf(text);
  expect(performance.now() - start).toBeLessThan(5000);
});
