import { type Random, seeded } from './random.ts';

/** An invented end user. */
export interface Person {
  user: string;
  customer: string;
  /** In [0, 1), fixed: which arm of a split the person is in. */
  arm: number;
}

const CUSTOMERS = [
  'alder',
  'aspen',
  'beech',
  'birch',
  'cedar',
  'cherry',
  'cypress',
  'elm',
  'fir',
  'hazel',
  'hemlock',
  'holly',
  'juniper',
  'larch',
  'linden',
  'maple',
  'oak',
  'pine',
  'poplar',
  'rowan',
  'spruce',
  'sycamore',
  'walnut',
  'willow',
];
const PEOPLE = 320;

const people: readonly Person[] = Array.from({ length: PEOPLE }, (_, i) => {
  const random = seeded('person', i);
  return {
    user: `user-${String(i + 1).padStart(4, '0')}`,
    customer: CUSTOMERS[Math.floor(CUSTOMERS.length * random() ** 1.7)] ?? 'oak',
    arm: random(),
  };
});

/** Somebody; a few use the product far more than most. */
export const somebody = (random: Random): Person => people[Math.floor(PEOPLE * random() ** 2.2)] ?? people[0]!;
