import type { Dialect } from './dialect.ts';

/** Telltale's own attributes. What an application says here goes before everything else. */
export const telltale: Dialect = {
  name: 'telltale',
  fields: {
    prompt: ['telltale.prompt.name'],
    prompt_version: ['telltale.prompt.version'],
    environment: ['telltale.environment'],
    rollout: ['telltale.rollout'],
    arm: ['telltale.arm'],
    user: ['telltale.user'],
    session: ['telltale.session'],
    team: ['telltale.team'],
    customer: ['telltale.customer'],
    feature: ['telltale.feature'],
    tags: ['telltale.tags'],
  },
};
