/** A part of a text and where it begins there, in UTF-16 positions. */
export interface Part {
  from: number;
  text: string;
}

const START = 32_000;
const END = 8_000;

/** What detectors read of a text: all of it, or of long texts the beginning and the end. Two parts mean that it was cut. */
export function bounded(text: string, start = START, end = END): Part[] {
  if (text.length <= start + end) return [{ from: 0, text }];
  return [
    { from: 0, text: text.slice(0, start) },
    { from: text.length - end, text: text.slice(-end) },
  ];
}
