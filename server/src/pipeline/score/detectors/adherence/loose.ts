/**
 * An answer as a lenient reader takes it: as it stands, without its first line, its last line, or both (a greeting, a
 * remark at the end), and each of these without asterisks (emphasis).
 */
export function* readings(answer: string): Generator<string> {
  const lines = answer.split('\n');
  const parts = [answer, lines.slice(1), lines.slice(0, -1), lines.slice(1, -1)].map((part) =>
    typeof part === 'string' ? part : part.join('\n').trim(),
  );
  for (const part of parts) {
    if (part.trim() === '') continue;
    yield part;
    const plain = part.replaceAll('*', '');
    if (plain !== part && plain.trim() !== '') yield plain;
  }
}
