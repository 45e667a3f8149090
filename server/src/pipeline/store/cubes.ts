/** By what the roll-ups are grouped, besides project and bucket. A cube answers what asks for none but its fields. */
export const CUBES = {
  total: ['environment'],
  prompt: ['environment', 'prompt'],
  model: ['environment', 'provider', 'model'],
  version: ['environment', 'prompt', 'prompt_version'],
  wide: ['environment', 'prompt', 'prompt_version', 'provider', 'model'],
} as const;
export type Cube = keyof typeof CUBES;

/** All fields any cube groups by: columns of the roll-up tables, empty in cubes without them. */
export const CUBE_FIELDS = CUBES.wide;

/** Length of a bucket in microseconds. */
export const GRAINS = { minute: 60_000_000, hour: 3_600_000_000, day: 86_400_000_000 } as const;
export type Grain = keyof typeof GRAINS;

/** The table of a grain. */
export const rollupTable = (grain: Grain): string => `telltale.rollups_${grain}`;
