import type { Failure } from './failures.ts';

/** A value of an OTLP attribute; undefined is not sent. A whole number goes as an integer, a number in `{ double }` never. */
export type Value = string | number | boolean | { double: number } | readonly string[] | undefined;

/** A span on its way out. Times in milliseconds since the epoch, with fractions. */
export interface DemoSpan {
  trace: string;
  id: string;
  parent?: string;
  name: string;
  /** OTLP SpanKind: 1 internal, 2 server, 3 client. */
  kind: 1 | 2 | 3;
  start: number;
  end: number;
  attributes: Record<string, Value>;
  error?: string;
  /** Resource. */
  service: string;
  environment: string;
}

/** One model call, before any convention gave its attributes names. Absent = unknown. */
export interface DemoCall {
  provider: string;
  model: string;
  /** Milliseconds. */
  duration: number;
  ttft?: number;
  input?: number;
  output?: number;
  cached?: number;
  /** US dollars, where the data states them. */
  usd?: number;
  system?: string;
  messages: readonly { role: 'user' | 'assistant'; text: string }[];
  answer?: string;
  failure?: Failure;
}
