/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: string;
}

/** An event longer than this is not ours. */
const MAX_EVENT = 8_000_000;

/** Reads server-sent events as they arrive in pieces of any size; `push` returns the events a piece completes. */
export function eventReader(): { push(piece: string): ServerEvent[] } {
  let rest = '';
  let event = '';
  let data: string[] = [];
  return {
    push(piece) {
      const done: ServerEvent[] = [];
      const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      if (rest.length > MAX_EVENT) throw new RangeError('event too long');
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) done.push({ event: event || 'message', data: data.join('\n') });
          event = '';
          data = [];
        } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
        else if (line.startsWith('event:')) event = line.slice(6).trim();
      }
      return done;
    },
  };
}
