import type { Detector, Evidence } from '../../detector.ts';
import { bounded } from '../../text/bounded.ts';
import { findPii } from './scan.ts';

/** Personal data and secrets in what came in and what went out. The value is 1 as soon as there is one. */
export const pii: Detector = {
  name: 'pii',
  version: '1',
  needs: [],
  run({ input, output }) {
    return [found('pii_input', 'input', input), found('pii_output', 'output', output)];
  },
};

function found(name: string, place: 'input' | 'output', text: string) {
  const evidence: Evidence[] = [];
  const counts = new Map<string, number>();
  const parts = bounded(text);
  for (const part of parts) {
    for (const { type, from, to } of findPii(part.text)) {
      evidence.push({ place, from: part.from + from, to: part.from + to, label: type });
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  }
  const told = [...counts].map(([type, count]) => (count > 1 ? `${count} × ${type}` : type)).join(', ');
  const cut = parts.length > 1 ? 'only the beginning and the end were read' : '';
  return {
    name,
    value: evidence.length > 0 ? 1 : 0,
    ...(counts.size > 0 ? { label: counts.keys().next().value! } : {}),
    reason: [told, cut].filter((part) => part !== '').join('; '),
    evidence: evidence.slice(0, 100),
  };
}
