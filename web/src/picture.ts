import type { Line } from './charts/line.ts';

/** Pixels of the picture for one of the page. */
const SCALE = 2;
const PAD = 20;
const FONT = '"Inter Variable", system-ui, sans-serif';
const NOTE = `400 12px ${FONT}`;
const LEGEND_ROW = 18;

interface Frame {
  title: string;
  /** Second line: project, range. */
  note: string;
  lines: readonly Pick<Line, 'label' | 'ink' | 'look'>[];
}

type Drawing = HTMLCanvasElement | SVGSVGElement;
/** Smaller ones are marks beside words. */
const LEAST_AREA = 4000;

const areaOf = (drawing: Element): number => {
  const { width, height } = drawing.getBoundingClientRect();
  return width * height;
};
const drawingsBelow = (part: Element): Drawing[] =>
  [...part.querySelectorAll<Drawing>('canvas, svg')].filter((drawing) => areaOf(drawing) > LEAST_AREA);

/**
 * The largest chart of a part of the page: all that is drawn in its place, from back to front. Charts that belong together
 * say so by standing within `data-picture`.
 */
export function drawingsIn(part: Element): Drawing[] {
  const together = part.querySelector('[data-picture]');
  if (together) return drawingsBelow(together);
  const [largest] = drawingsBelow(part).sort((a, b) => areaOf(b) - areaOf(a));
  return largest?.parentElement ? drawingsBelow(largest.parentElement) : [];
}

/** One of ranked bars: its name, its value as text, and its length from 0 to 1. */
export interface RankedBar {
  label: string;
  value: string;
  share: number;
}

const BAR = 26;
const BARS_WIDTH = 640;

/** Ranked bars, which the page draws without a canvas, as PNG: each with its name on it and its value at the end. */
export async function pictureOfBars(bars: readonly RankedBar[], frame: Frame): Promise<Blob> {
  const { canvas, ink, top } = await paperFor(frame, BARS_WIDTH, bars.length * BAR);
  ink.textBaseline = 'middle';
  ink.font = NOTE;
  for (const [at, { label, value, share }] of bars.entries()) {
    const y = top + at * BAR;
    ink.globalAlpha = 0.25;
    ink.fillStyle = colour('series-1');
    ink.fillRect(PAD, y + 2, BARS_WIDTH * share, BAR - 4);
    ink.globalAlpha = 1;
    ink.fillStyle = colour('ink');
    const wide = ink.measureText(value).width;
    ink.fillText(label, PAD + 6, y + BAR / 2, BARS_WIDTH - wide - 24);
    ink.fillText(value, PAD + BARS_WIDTH - wide, y + BAR / 2);
  }
  return pngOf(canvas);
}

/** A chart with its title, range and legend as PNG, in the colours of the theme in force. */
export async function pictureOf(drawings: readonly Drawing[], frame: Frame): Promise<Blob> {
  const boxes = drawings.map((drawing) => drawing.getBoundingClientRect());
  const [left, above] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const width = Math.max(...boxes.map((box) => box.right)) - left;
  const height = Math.max(...boxes.map((box) => box.bottom)) - above;
  const { canvas, ink, top } = await paperFor(frame, width, height);
  for (const [at, drawing] of drawings.entries()) {
    const box = boxes[at] as DOMRect;
    const source = drawing instanceof SVGSVGElement ? await rasterOf(drawing, box.width, box.height) : drawing;
    const [x, y] = [PAD + box.left - left, top + box.top - above];
    ink.drawImage(source, x, y, box.width, box.height);
    if (drawing instanceof SVGSVGElement) writeTexts(ink, drawing, x - box.left, y - box.top);
  }
  return pngOf(canvas);
}

/** A canvas with title, note and legend for a drawing of that size (pixels of the page), which begins at `top`, PAD from the left. */
async function paperFor(frame: Frame, width: number, height: number) {
  const canvas = document.createElement('canvas');
  const ink = canvas.getContext('2d');
  if (!ink) throw new Error('this browser gives no canvas to draw on');
  await document.fonts?.ready;
  const legend = legendOf(ink, frame.lines, width);
  const top = (legend.at(-1)?.y ?? PAD + 20) + 24;
  canvas.width = Math.ceil((width + 2 * PAD) * SCALE);
  canvas.height = Math.ceil((top + height + PAD) * SCALE);
  ink.scale(SCALE, SCALE);
  ink.fillStyle = colour('panel');
  ink.fillRect(0, 0, canvas.width, canvas.height);
  writeHead(ink, frame, legend, width);
  return { canvas, ink, top };
}

const pngOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('the picture could not be made'))), 'image/png'),
  );

function writeHead(
  ink: CanvasRenderingContext2D,
  { title, note }: Frame,
  placed: readonly Placed[],
  width: number,
): void {
  ink.textBaseline = 'top';
  ink.fillStyle = colour('ink');
  ink.font = `600 15px ${FONT}`;
  ink.fillText(title, PAD, PAD, width);
  ink.fillStyle = colour('muted');
  ink.font = NOTE;
  ink.fillText(note, PAD, PAD + 21, width);
  for (const { label, ink: name, look, x, y } of placed) {
    ink.fillStyle = colour(look === 'before' ? 'faint' : name);
    if (look === 'bars') ink.fillRect(x, y + 2, 9, 9);
    else ink.fillRect(x, y + 6, 12, 2);
    ink.fillStyle = colour('muted');
    ink.fillText(label, x + 18, y);
  }
}

type Placed = Frame['lines'][number] & { x: number; y: number };

/** Where the legend's entries stand: in as many rows as they need, pixels of the page. */
function legendOf(ink: CanvasRenderingContext2D, lines: Frame['lines'], width: number): Placed[] {
  ink.font = NOTE;
  let [x, y] = [PAD, PAD + 44];
  return lines.map((line) => {
    const wide = 18 + ink.measureText(line.label).width;
    if (x > PAD && x + wide > PAD + width) [x, y] = [PAD, y + LEGEND_ROW];
    const placed = { ...line, x, y };
    x += wide + 18;
    return placed;
  });
}

/** A token of `styles.css` as a plain colour. */
function colour(name: string): string {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(--${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** The words of an SVG: as an image it would stand alone, without the fonts of the page. */
function writeTexts(ink: CanvasRenderingContext2D, svg: SVGSVGElement, dx: number, dy: number): void {
  ink.textBaseline = 'middle';
  for (const text of svg.querySelectorAll('text')) {
    const { left, top, height } = text.getBoundingClientRect();
    const { fill, fontWeight, fontSize } = getComputedStyle(text);
    ink.fillStyle = fill;
    ink.font = `${fontWeight} ${fontSize} ${FONT}`;
    ink.fillText(text.textContent, left + dx, top + height / 2 + dy);
  }
}

/** What decides how an element of an SVG looks and may come from outside of it. */
const LOOKS = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'fill-opacity', 'font', 'text-anchor'];

async function rasterOf(svg: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [at, original] of originals.entries()) {
    const style = getComputedStyle(original);
    for (const look of LOOKS) copies[at]?.style.setProperty(look, style.getPropertyValue(look));
  }
  for (const text of copy.querySelectorAll('text')) text.remove();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width * SCALE));
  copy.setAttribute('height', String(height * SCALE));
  if (!copy.hasAttribute('viewBox')) copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}
