import type { PhotoReport, SeenFace } from '../domain/inspection.js';
import type { SmallPicture } from '../domain/photo-picture.js';
import { xmlText } from '../domain/xml-text.js';
import { faceShapes, layoutOf, MARGIN, shapes, sizeWithin, widthOf } from './annotate.js';
import type { PhotoFileDecoder, Size } from './decode.js';
import { headOf } from './head.js';
import type { Box } from './image.js';
import { sharp } from './sharp.js';
import type { Verdict } from './verdict.js';

/** Font sizes in pixels. */
const HEADING = 44;
const WORDS = 26;
const DETAILS = 17;

const BLACK = '#1f2328';
const GRAY = '#57606a';

/** Space between two texts. */
const GAP = 10;

/** The descender of the p in "accepted", so that the other letters are centered in the band. */
const DROP = HEADING / 4;

/** Height of the verdict's band. */
const BAND = HEADING + 2 * MARGIN;

/** A text rendered in lines that fit its width. */
interface Text {
  readonly input: Buffer;
  readonly height: number;
}

/**
 * Draws the photo and its detected faces as JPEG: the verdict above it, then advice for the person
 * in it, and details for the operator in small print below.
 */
export async function draw(
  decoder: PhotoFileDecoder,
  report: PhotoReport,
  { accepted, words, details }: Verdict,
): Promise<Uint8Array> {
  // Opens only the SVG drawn here: photos are identified by their bytes.
  sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
  const width = widthOf(report);
  const room = width - 2 * MARGIN;
  const heading = await textOf(accepted ? 'Accepted' : 'Not accepted', 'white', HEADING, room);
  const advice = await textOf(words, BLACK, WORDS, room);
  const small: Text[] = [];
  for (const line of details) small.push(await textOf(line, GRAY, DETAILS, room));

  const above = BAND + MARGIN + advice.height + MARGIN;
  const below = MARGIN + small.reduce((sum, { height }) => sum + height + GAP, 0) - GAP + MARGIN;
  const layout = layoutOf(report, { band: BAND, above, below });
  const { photo } = layout;
  let top = photo.y + photo.height + MARGIN;
  const lines = small.map(({ input, height }) => {
    const at = { input, left: MARGIN, top };
    top += height + GAP;
    return at;
  });
  const canvas = { width, height: layout.height, channels: 3, background: 'white' } as const;
  return sharp({ create: canvas })
    .composite([
      {
        input: await decoder.toDraw(report.rotated, photo),
        raw: { width: photo.width, height: photo.height, channels: 3 },
        left: photo.x,
        top: photo.y,
      },
      { input: Buffer.from(shapes(report, accepted, layout)), left: 0, top: 0 },
      {
        input: heading.input,
        left: 2 * MARGIN + HEADING,
        top: (BAND - heading.height + DROP) >> 1,
      },
      { input: advice.input, left: MARGIN, top: BAND + MARGIN },
      ...lines,
    ])
    .jpeg({ quality: 88 })
    .toBuffer();
}

/**
 * Draws the photo with its faces, as refused, and without any text, as JPEG of at most 1280 pixels,
 * or of `side`. It has nothing of the photo but its pixels: neither place nor time nor camera.
 */
export async function drawFaces(
  decoder: PhotoFileDecoder,
  report: PhotoReport,
  side?: number,
): Promise<Uint8Array> {
  sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
  const size = sizeWithin(report, side);
  return sharp(await decoder.toDraw(report.rotated, size), { raw: { ...size, channels: 3 } })
    .composite([{ input: Buffer.from(faceShapes(report, size)), left: 0, top: 0 }])
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** Side of the largest photo that a head is cut from: 4096 x 4096 pixels are 50 MB. */
const LARGEST_TO_CUT = 4096;

/**
 * Draws head and shoulders of one face, without any mark, as JPEG: a square of at most `side` pixels,
 * or of as many as the photo has.
 */
export async function drawHead(
  decoder: PhotoFileDecoder,
  report: Pick<PhotoReport, 'width' | 'height' | 'rotated'>,
  face: SeenFace,
  side: number,
): Promise<SmallPicture> {
  const head = headOf(face, report);
  const longer = Math.max(report.width, report.height);
  const scale = Math.min(1, side / head.width, LARGEST_TO_CUT / longer);
  const size = sizeWithin(report, Math.round(longer * scale));
  const region = regionOf(head, scale, size);
  const jpeg = await sharp(await decoder.toDraw(report.rotated, size), {
    raw: { ...size, channels: 3 },
  })
    .extract(region)
    .jpeg({ quality: 85 })
    .toBuffer();
  return { jpeg, width: region.width, height: region.height };
}

/** Whole pixels of a scaled photo. */
function regionOf({ x, y, width }: Box, scale: number, size: Size): sharp.Region {
  const side = Math.min(Math.max(1, Math.round(width * scale)), size.width, size.height);
  const place = (at: number, whole: number): number =>
    Math.min(Math.round(at * scale), whole - side);
  return { left: place(x, size.width), top: place(y, size.height), width: side, height: side };
}

/**
 * Renders a text with Pango, which knows the width of every letter in any font and also breaks text
 * without spaces. The picture is as high as the ink.
 */
async function textOf(text: string, color: string, size: number, width: number): Promise<Text> {
  const weight = size === HEADING ? 'bold' : 'normal';
  const style = `foreground="${color}" weight="${weight}" insert_hyphens="no"`;
  const { data, info } = await sharp({
    text: {
      text: `<span ${style}>${xmlText(text)}</span>`,
      font: `sans-serif ${size}px`,
      ...{ width, wrap: 'word-char', dpi: 72, rgba: true, spacing: Math.round(size / 4) },
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  return { input: data, height: info.height };
}
