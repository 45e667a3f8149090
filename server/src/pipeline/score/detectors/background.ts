/** Of a document with a single segment. */
const USUAL = -6;
const LOWEST = -8;
/** A document that repeats an instruction must not thereby make it look like its style. */
const HIGHEST = -3;

/**
 * How much the style of a document speaks for a model's yes: the log odds that one in ten of its segments lies above,
 * leaving out the highest. An instruction that was put in stands out from that; a document that addresses its reader throughout does not.
 */
export function background(odds: readonly number[]): number {
  const rest = [...odds].sort((one, other) => other - one).slice(1);
  const style = rest.length > 0 ? rest[Math.floor(rest.length / 10)]! : USUAL;
  return Math.min(HIGHEST, Math.max(LOWEST, style));
}
