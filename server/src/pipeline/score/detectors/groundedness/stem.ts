/** Cuts the usual endings of English, so that `moves`, `moved` and `moving` are one word. */
export function stem(word: string): string {
  if (word.length < 4) return word;
  const cut = word
    .replace(/n't$/, '')
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:sses|ches|shes|xes)$/, (ending) => ending.slice(0, -2))
    .replace(/([^su])s$/, '$1');
  const bare =
    cut.length > 5 ? cut.replace(/(?:ing|ed|ly|er)$/, '') : cut.length > 4 ? cut.replace(/(?:ed|ly)$/, '') : cut;
  return bare.replace(/([bdgklmnprt])\1$/, '$1').replace(/e$/, '');
}
