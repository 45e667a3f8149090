import type { Part } from '../../../model/part.ts';
import type { Score } from '../../../model/score.ts';
import type { Span } from '../../../model/span.ts';

/** A plain model call, one second long. */
export function makeSpan(overrides: Partial<Span> = {}): Span {
  return {
    project: 'p1',
    time: 1_795_000_000_000_000,
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: 'b7ad6b7169203331',
    parent_id: '',
    kind: 'llm',
    is_call: true,
    name: 'chat',
    operation: 'chat',
    provider: 'openai',
    model: 'gpt-4o',
    requested_model: 'gpt-4o',
    prompt: '',
    prompt_version: '',
    environment: 'default',
    rollout: '',
    arm: '',
    user: '',
    session: '',
    service: '',
    endpoint: '',
    team: '',
    customer: '',
    feature: '',
    status: 'ok',
    status_message: '',
    http_status: null,
    error_type: '',
    finish_reason: 'stop',
    language: '',
    duration_ms: 1000,
    ttft_ms: null,
    input_tokens: null,
    output_tokens: null,
    cached_tokens: null,
    cache_write_tokens: null,
    reasoning_tokens: null,
    cost: null,
    cost_sent: null,
    price: '',
    tags: [],
    metadata: new Map(),
    input: '',
    output: '',
    events: '',
    scope: '',
    derived: '',
    received: 1_795_000_001_000_000,
    version: 1,
    deleted: false,
    ...overrides,
  };
}

export function makeScore(overrides: Partial<Score> = {}): Score {
  return {
    project: 'p1',
    id: 'score-1',
    time: 1_795_000_000_000_000,
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: '',
    session: '',
    name: 'thumbs',
    value: 1,
    label: '',
    source: 'user',
    evaluator: '',
    evaluator_version: '',
    reason: '',
    evidence: '',
    metadata: new Map(),
    received: 1_795_000_001_000_000,
    version: 1,
    deleted: false,
    ...overrides,
  };
}

export function makePart(overrides: Partial<Part> = {}): Part {
  return {
    project: 'p1',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: 'b7ad6b7169203331',
    time: 1_795_000_000_000_000,
    id: 'part-1',
    name: 'gen_ai.choice',
    body: '{}',
    received: 1_795_000_001_000_000,
    version: 1,
    ...overrides,
  };
}
