/**
 * By what the roll-ups are grouped, besides project and bucket. A cube answers what asks for none but its fields; the first that
 * can is taken. Those of all environments are for pages nobody filtered: a sketch for each environment less to merge.
 */
export const CUBES = {
  overall: [],
  environment: ['environment'],
  prompt_overall: ['prompt'],
  model_overall: ['provider', 'model'],
  prompt: ['environment', 'prompt'],
  model: ['environment', 'provider', 'model'],
  version: ['environment', 'prompt', 'prompt_version'],
  wide: ['environment', 'prompt', 'prompt_version', 'provider', 'model'],
} as const;
export type Cube = keyof typeof CUBES;

/** All fields any cube groups by: columns of the roll-up tables, empty in cubes without them. */
export const CUBE_FIELDS = CUBES.wide;

/** Length of a bucket in microseconds, the finest first. */
export const GRAINS = {
  minute: 60_000_000,
  quarter_hour: 900_000_000,
  hour: 3_600_000_000,
  six_hours: 21_600_000_000,
  day: 86_400_000_000,
} as const;
export type Grain = keyof typeof GRAINS;
export const GRAIN_NAMES = Object.keys(GRAINS) as Grain[];

/** Days that buckets of a grain are kept when that is not for the settings to say: a week beyond what short ranges compare with. */
export const GRAIN_DAYS: Partial<Record<Grain, number>> = { minute: 3, quarter_hour: 9 };
