/**
 * What does not add up over time or groups, so that no roll-up keeps it: exact numbers of different users and sessions.
 * A query that needs one of these reads rows.
 */
export const DISTINCTS = {
  users: "uniqExactIf(user, user != '')",
  sessions: "uniqExactIf(session, session != '')",
  user_cost: "sumIf(assumeNotNull(ifNull(cost, 0)), user != '')",
  user_cost_known: "countIf(user != '' AND cost IS NOT NULL)",
  session_cost: "sumIf(assumeNotNull(ifNull(cost, 0)), session != '')",
  session_cost_known: "countIf(session != '' AND cost IS NOT NULL)",
} as const;

export type DistinctId = keyof typeof DISTINCTS;

export const isDistinct = (need: string): need is DistinctId => Object.hasOwn(DISTINCTS, need);
