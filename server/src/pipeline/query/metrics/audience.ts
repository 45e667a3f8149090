import type { Metric } from './metric.ts';

const different = (of: 'users' | 'sessions', title: string): Metric => ({
  id: of,
  title,
  unit: of,
  better: 'none',
  kind: 'count',
  description: `Different ${of} among the calls that name one, counted exactly; read from rows, never from roll-ups.`,
  needs: [of],
  sql: `if(m_${of} > 0, m_${of}, NULL)`,
});

export const AUDIENCE: readonly Metric[] = [different('users', 'Users'), different('sessions', 'Sessions')];
