import { inputHeads, outputHeads } from '../../server/src/pipeline/score/models/places.ts';
import { textsOf } from '../heads.ts';
import { loopSeconds, microseconds } from '../statistics.ts';
import type { Table } from '../table.ts';

/** What a call of 850 characters in and 650 out costs all models of input and output together. */
export function speed(corpora: string): Table {
  const long = (source: 'roleplay' | 'answers_sonnet', length: number) =>
    textsOf(corpora, source)
      .map(({ text }) => text)
      .filter((text) => text.length >= length)
      .map((text) => text.slice(0, length));
  const inputs = long('roleplay', 850);
  const outputs = long('answers_sonnet', 650);
  const input = inputHeads();
  const output = outputHeads();
  let call = 0;
  const run = () => {
    input.read(inputs[call % inputs.length]!);
    output.read(outputs[call % outputs.length]!);
    call++;
  };
  // The machine may be busy with other things: the least of five says most about the code.
  const times = Array.from({ length: 5 }, () => microseconds(run, 1000)).sort((one, other) => one - other);
  return {
    title: 'Small models: time',
    note: 'Three models over 850 characters of input, two over 650 of output; one thread, medians of nine rounds of 1,000 calls, five times.',
    columns: ['µs a call, least', 'µs a call, middle', 'seconds of a loop of 1e9 multiplications beside it'],
    rows: [[times[0]!.toFixed(1), times[2]!.toFixed(1), loopSeconds().toFixed(1)]],
  };
}
