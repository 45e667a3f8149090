/**
 * Other ways a lenient reader takes an answer: without its first line, its last line, or both (a greeting, a remark at the
 * end), and each of these, and the answer as it stands, without asterisks (emphasis).
 */
export function readings(answer: string): readonly string[] {
  // All constraints of a call are about the same answer.
  if (last?.answer !== answer) last = { answer, readings: [...others(answer)] };
  return last.readings;
}

let last: { answer: string; readings: readonly string[] } | undefined;

function* others(answer: string): Generator<string> {
  const lines = answer.split('\n');
  const parts = [lines.slice(1), lines.slice(0, -1), lines.slice(1, -1)].map((part) => part.join('\n').trim());
  for (const part of [answer, ...parts]) {
    if (part.trim() === '') continue;
    if (part !== answer) yield part;
    const plain = part.replaceAll('*', '');
    if (plain !== part && plain.trim() !== '') yield plain;
  }
}
