import manifest from '../package.json' with { type: 'json' };

/** Telltale's version. */
export const VERSION: string = manifest.version;
