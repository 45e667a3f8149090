import type { WireLog } from '../../model/wire.ts';

/** Is this log record one of the GenAI conventions' events (messages, operation details, evaluation results, exceptions)? */
export const isGenAiEvent = (log: Pick<WireLog, 'name'>): boolean => log.name.startsWith('gen_ai.');

/** Why other log records are refused. */
export const NOT_A_GENAI_EVENT = 'only log records of GenAI events (event name gen_ai.*) are taken';
