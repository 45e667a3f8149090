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

/** A row of a ranking: `share` (0 to 1) of the longest bar. */
export interface RankedBar {
  label: string;
  value: string;
  share: number;
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

/** A chart with its title, range and legend as PNG, in the colours of the theme in force. */
export async function pictureOf(drawings: readonly Drawing[], frame: Frame): Promise<Blob> {
  const boxes = drawings.map((drawing) => drawing.getBoundingClientRect());
  const [left, above] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const width = Math.max(...boxes.map((box) => box.right)) - left;
  const height = Math.max(...boxes.map((box) => box.bottom)) - above;
  return framed(width, height, frame, async (ink, top) => {
    for (const [at, drawing] of drawings.entries()) {
      const box = boxes[at] as DOMRect;
      const source = drawing instanceof SVGSVGElement ? await rasterOf(drawing, box.width, box.height) : drawing;
      const [x, y] = [PAD + box.left - left, top + box.top - above];
      ink.drawImage(source, x, y, box.width, box.height);
      if (drawing instanceof SVGSVGElement) writeTexts(ink, drawing, x - box.left, y - box.top);
    }
  });
}

const [BARS_WIDTH, BAR_ROW] = [640, 28];

/** A ranking with its title and range as PNG: all of its rows, also those that are scrolled out of sight. */
export const pictureOfBars = (bars: readonly RankedBar[], frame: Omit<Frame, 'lines'>): Promise<Blob> =>
  framed(BARS_WIDTH, bars.length * BAR_ROW, { ...frame, lines: [] }, (ink, top) => {
    ink.font = `400 13px ${FONT}`;
    ink.textBaseline = 'middle';
    const [bar, words] = [colour('series-1'), colour('ink')];
    for (const [at, { label, value, share }] of bars.entries()) {
      const y = top + at * BAR_ROW;
      ink.fillStyle = bar;
      ink.globalAlpha = 0.2;
      ink.fillRect(PAD, y + 2, share * BARS_WIDTH, BAR_ROW - 4);
      ink.globalAlpha = 1;
      ink.fillStyle = words;
      const room = BARS_WIDTH - 32 - ink.measureText(value).width;
      ink.textAlign = 'left';
      ink.fillText(
        fitting(label, room, (text) => ink.measureText(text).width),
        PAD + 8,
        y + BAR_ROW / 2,
      );
      ink.textAlign = 'right';
      ink.fillText(value, PAD + BARS_WIDTH - 8, y + BAR_ROW / 2);
    }
  });

/** The text, or as much of its beginning as has room. */
export function fitting(text: string, room: number, widthOf: (text: string) => number): string {
  if (text.length <= MOST_LETTERS && widthOf(text) <= room) return text;
  const letters = [...text.slice(0, MOST_LETTERS)];
  while (letters.length > 0 && widthOf(`${letters.join('')}…`) > room) letters.pop();
  return `${letters.join('')}…`;
}
const MOST_LETTERS = 120;

/** Title, note and legend, and below them what `draw` puts from `top` on. */
async function framed(
  width: number,
  height: number,
  frame: Frame,
  draw: (ink: CanvasRenderingContext2D, top: number) => void | Promise<void>,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const ink = canvas.getContext('2d');
  if (!ink) throw new Error('this browser gives no canvas to draw on');
  await document.fonts?.ready;
  ink.font = NOTE;
  const legend = placedLegend(frame.lines, width, (label) => ink.measureText(label).width);
  const top = (legend.at(-1)?.y ?? PAD + 20) + 24;
  canvas.width = Math.ceil((width + 2 * PAD) * SCALE);
  canvas.height = Math.ceil((top + height + PAD) * SCALE);
  ink.scale(SCALE, SCALE);
  ink.fillStyle = colour('panel');
  ink.fillRect(0, 0, canvas.width, canvas.height);
  writeHead(ink, frame, legend, width);
  await draw(ink, top);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('the picture could not be made'))), 'image/png'),
  );
}

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
export function placedLegend(lines: Frame['lines'], width: number, widthOf: (label: string) => number): Placed[] {
  let [x, y] = [PAD, PAD + 44];
  return lines.map((line) => {
    const wide = 18 + widthOf(line.label);
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
