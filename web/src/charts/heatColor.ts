/** Steps of the ramp: more can't be told apart. */
const STEPS = 24;

/**
 * The ramp of heat maps: one hue, lightness in even steps (OKLCH), so that twice as dark is twice as far whoever looks. It runs
 * away from the panel's colour: darker by light, lighter by dark.
 */
export function heatRamp(dark: boolean): string[] {
  const [pale, full] = dark ? ([0.31, 0.88] as const) : ([0.93, 0.36] as const);
  return Array.from({ length: STEPS }, (_, i) => {
    const t = i / (STEPS - 1);
    const chroma = 0.035 + 0.125 * Math.sin(Math.PI * (0.15 + 0.55 * t));
    return `oklch(${(pale + (full - pale) * t).toFixed(3)} ${chroma.toFixed(3)} ${(dark ? 295 : 300).toFixed(0)})`;
  });
}

/** The colour of `n` calls where the fullest cell has `most`: by the logarithm, for few slow calls must be seen beside many fast. */
export function heatColor(ramp: readonly string[], n: number, most: number): string {
  const share = most > 1 ? Math.log(Math.max(n, 1)) / Math.log(most) : 1;
  return ramp[Math.round(Math.min(1, share) * (ramp.length - 1))] ?? '';
}
