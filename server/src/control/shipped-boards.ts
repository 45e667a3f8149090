import type { Board, BoardTile } from '../model/board.ts';

type Given = Pick<BoardTile, 'id' | 'kind'> & Partial<BoardTile>;

const board = (id: string, board: Omit<Board, 'version' | 'tiles'> & { tiles: Given[] }) => ({
  id: `shipped-${id}`,
  shipped: true as const,
  version: 1 as const,
  ...board,
  tiles: board.tiles.map(
    (tile): BoardTile => ({
      ...{ metrics: [], group_by: [], filter: [], interval: 'auto', compare: true, width: 6, height: 'medium' },
      ...tile,
    }),
  ),
});

/** A small number, four to a row. */
const number = (metric: string, more: Partial<BoardTile> = {}): Given => ({
  ...{ id: metric, kind: 'number', metrics: [metric], width: 3, height: 'small' },
  ...more,
});

const OF_CUSTOMER = [{ field: 'customer', op: 'eq' as const, value: '$customer' }];
const OF_TEAM = [{ field: 'team', op: 'eq' as const, value: '$team' }];
const OF_PROMPT = [{ field: 'prompt', op: 'eq' as const, value: '$prompt' }];
const BRIEF = ['calls', 'error_rate', 'latency_p95', 'cost'];
const HEALTH = ['calls', 'error_rate', 'latency_p50', 'latency_p95', 'cost_per_call', 'cost'];

/** Boards that come with Telltale: the same in every project, to be copied rather than changed. */
export const SHIPPED_BOARDS = [
  board('models', {
    name: 'Model comparison',
    description: 'Which model is fast, cheap and dependable at what it is used for.',
    variables: [{ name: 'prompt', field: 'prompt', title: 'Prompt' }],
    tiles: [
      {
        ...{ id: 'models', kind: 'table', title: 'By model', group_by: ['model'], width: 12, filter: OF_PROMPT },
        metrics: [...HEALTH.slice(0, 4), 'ttft_p50', 'output_tokens_per_second', 'cost_per_call'],
        order_by: '-calls',
      },
      {
        ...{ id: 'latency', kind: 'line', title: 'P95 latency by model', group_by: ['model'], filter: OF_PROMPT },
        ...{ metrics: ['latency_p95'], order_by: '-n' },
      },
      {
        ...{ id: 'price', kind: 'bar', title: 'Cost per call', group_by: ['model'], filter: OF_PROMPT },
        ...{ metrics: ['cost_per_call'], order_by: '-cost_per_call' },
      },
      {
        ...{ id: 'speed', kind: 'bar', title: 'Output speed', group_by: ['model'], filter: OF_PROMPT },
        ...{ metrics: ['output_tokens_per_second'], order_by: '-output_tokens_per_second' },
      },
      {
        ...{ id: 'errors', kind: 'line', title: 'Error rate by model', group_by: ['model'], filter: OF_PROMPT },
        ...{ metrics: ['error_rate'], order_by: '-n' },
      },
      {
        ...{
          id: 'uses',
          kind: 'table',
          title: 'Which prompt uses which model',
          group_by: ['prompt', 'model'],
          width: 12,
        },
        ...{ metrics: HEALTH, order_by: '-cost', limit: 100, filter: OF_PROMPT },
      },
    ],
  }),
  board('cost', {
    name: 'Cost by team and customer',
    description: 'Who spends what, on what, and where it grows.',
    variables: [{ name: 'team', field: 'team', title: 'Team' }],
    tiles: [
      ...['cost', 'cost_per_call', 'input_tokens', 'output_tokens'].map((metric) =>
        number(metric, { filter: OF_TEAM }),
      ),
      ...(['team', 'customer', 'prompt', 'model'] as const).map(
        (field): Given => ({
          id: field === 'team' ? 'course' : field,
          kind: field === 'team' ? 'line' : 'bar',
          title: field === 'team' ? 'Cost by team' : `Cost by ${field}`,
          metrics: ['cost'],
          group_by: [field],
          order_by: '-cost',
          filter: OF_TEAM,
        }),
      ),
      {
        ...{ id: 'table', kind: 'table', title: 'Team, feature and model', group_by: ['team', 'feature', 'model'] },
        ...{ metrics: ['calls', 'cost', 'cost_per_call', 'input_tokens', 'output_tokens'], order_by: '-cost' },
        ...{ width: 12, limit: 100, filter: OF_TEAM },
      },
    ],
  }),
  board('customer', {
    name: 'One customer',
    description: 'Everything about the calls made for one customer: choose it at the top.',
    variables: [{ name: 'customer', field: 'customer', title: 'Customer' }],
    tiles: [
      ...BRIEF.map((metric) => number(metric, { filter: OF_CUSTOMER })),
      {
        ...{ id: 'latency', kind: 'heatmap', title: 'Latency', metrics: ['latency_p50', 'latency_p95'], width: 8 },
        filter: OF_CUSTOMER,
      },
      {
        ...{ id: 'models', kind: 'bar', title: 'Calls by model', metrics: ['calls'], group_by: ['model'], width: 4 },
        ...{ order_by: '-calls', filter: OF_CUSTOMER },
      },
      {
        ...{ id: 'prompts', kind: 'table', title: 'What it uses', metrics: BRIEF, group_by: ['prompt'], width: 7 },
        ...{ order_by: '-calls', filter: OF_CUSTOMER },
      },
      {
        ...{ id: 'people', kind: 'table', title: 'Its people', group_by: ['user'], width: 5, limit: 50 },
        ...{ metrics: ['calls', 'error_rate', 'cost'], order_by: '-calls', filter: OF_CUSTOMER },
      },
    ],
  }),
  board('prompt', {
    name: 'Prompt versions',
    description: 'One version of a prompt beside the others: choose the prompt at the top.',
    variables: [{ name: 'prompt', field: 'prompt', title: 'Prompt' }],
    tiles: [
      {
        ...{ id: 'versions', kind: 'table', title: 'By version', group_by: ['prompt', 'prompt_version'], width: 12 },
        metrics: [...HEALTH, 'input_tokens', 'output_tokens'],
        ...{ order_by: '-calls', filter: OF_PROMPT },
      },
      {
        ...{ id: 'calls', kind: 'line', title: 'Calls by version', metrics: ['calls'], group_by: ['prompt_version'] },
        filter: OF_PROMPT,
      },
      {
        ...{ id: 'latency', kind: 'line', title: 'P95 latency by version', metrics: ['latency_p95'] },
        ...{ group_by: ['prompt_version'], order_by: '-n', filter: OF_PROMPT },
      },
      {
        ...{ id: 'price', kind: 'line', title: 'Cost per call by version', metrics: ['cost_per_call'] },
        ...{ group_by: ['prompt_version'], order_by: '-n', filter: OF_PROMPT },
      },
      {
        ...{ id: 'errors', kind: 'line', title: 'Error rate by version', metrics: ['error_rate'] },
        ...{ group_by: ['prompt_version'], order_by: '-n', filter: OF_PROMPT },
      },
    ],
  }),
];
