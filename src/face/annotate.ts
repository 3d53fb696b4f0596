import type { PhotoReport, SeenFace } from '../domain/inspection.js';
import type { Size } from './decode.js';
import type { Box } from './image.js';

/** Layout of an annotated photo, in pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Height of the band above the photo. */
  readonly band: number;
  /** The photo's rectangle, in whole pixels. */
  readonly photo: Box;
}

/** Sizes of an annotated photo: large enough to read, small enough to mail and to fit a screen. */
const WIDEST = 1280;
const NARROWEST = 640;
const TALLEST = 1600;

/** Space around texts. */
export const MARGIN = 24;

const ACCEPTED = '#1a7f37';
const REFUSED = '#cf222e';
const OTHER = '#9a6700';

/**
 * Width of the picture: the photo's, but wide enough to read the texts and narrow enough for a
 * screen. White fills both sides of a narrower photo.
 */
export function widthOf({ width, height }: Pick<PhotoReport, 'width' | 'height'>): number {
  const scale = Math.min(1, WIDEST / Math.max(width, height));
  return Math.min(WIDEST, Math.max(NARROWEST, Math.round(width * scale)));
}

/**
 * Places the photo between band and details, as large as its width and the greatest height allow.
 *
 * @param above height of the verdict's band and the text below it
 * @param below height of the details
 */
export function layoutOf(
  report: Pick<PhotoReport, 'width' | 'height'>,
  { band, above, below }: { readonly band: number; readonly above: number; readonly below: number },
): Layout {
  const width = widthOf(report);
  const room = TALLEST - above - below;
  const scale = Math.min(width / report.width, room / report.height);
  const [wide, high] = [report.width, report.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  ) as [number, number];
  const photo = { x: Math.floor((width - wide) / 2), y: above, width: wide, height: high };
  return { width, height: above + high + below, band, photo };
}

/** The shapes on and around the photo, without texts, as SVG of the picture's size. */
export function shapes(report: PhotoReport, accepted: boolean, layout: Layout): string {
  const { width, height, band, photo } = layout;
  const color = accepted ? ACCEPTED : REFUSED;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="${width}" height="${band}" fill="${color}"/>
${mark(accepted, band)}
<svg x="${photo.x}" y="${photo.y}" width="${photo.width}" height="${photo.height}">
${facesIn(report, photo, color)}
</svg>
</svg>`;
}

/** The photo's own size, or that of its reduction to `side`: the width of the largest picture. */
export function sizeWithin({ width, height }: Size, side: number = WIDEST): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  const [wide, high] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  return { width: wide as number, height: high as number };
}

/** The faces of a refused photo alone, as SVG of `size`. */
export function faceShapes(report: PhotoReport, size: Size): string {
  const { width, height } = size;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
${facesIn(report, size, REFUSED)}
</svg>`;
}

function facesIn(report: PhotoReport, photo: Size, color: string): string {
  const scale = photo.width / report.width;
  const faces = report.faces.map((face, i) => {
    const taken = report.chosen === undefined || report.chosen === i;
    return drawFace(face, scale, photo, taken ? color : OTHER);
  });
  return faces.join('\n');
}

/** A tick or cross at the left of the band: understood in any language and without a font. */
function mark(accepted: boolean, band: number): string {
  const side = band - 2 * MARGIN;
  const path = accepted ? 'M0 0.55L0.36 0.9L1 0.15' : 'M0.1 0.1L0.9 0.9M0.9 0.1L0.1 0.9';
  return `<path transform="translate(${MARGIN} ${MARGIN}) scale(${side})" d="${path}" fill="none" stroke="white" stroke-width="0.17" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** Width of the line around a face; half of it is outside the box. */
const LINE = 6;

function drawFace({ box, landmarks }: SeenFace, scale: number, photo: Size, color: string): string {
  // A side of the box outside the photo is drawn at the photo's edge.
  const [left, right] = [box.x, box.x + box.width].map((x) => within(x * scale, photo.width));
  const [top, bottom] = [box.y, box.y + box.height].map((y) => within(y * scale, photo.height));
  const width = Math.max(0, (right as number) - (left as number));
  const height = Math.max(0, (bottom as number) - (top as number));
  const frame = `x="${left}" y="${top}" width="${width}" height="${height}" fill="none"`;
  const radius = Math.max(2.5, (box.width * scale) / 60);
  const points = landmarks.map((p) => {
    return `<circle cx="${p.x * scale}" cy="${p.y * scale}" r="${radius}" fill="${color}" stroke="white"/>`;
  });
  // The white outline keeps the line visible on any photo.
  return `<rect ${frame} stroke="white" stroke-width="${LINE}"/><rect ${frame} stroke="${color}" stroke-width="${LINE / 2}"/>${points.join('')}`;
}

function within(at: number, side: number): number {
  return Math.min(Math.max(at, LINE / 2), Math.max(LINE / 2, side - LINE / 2));
}
