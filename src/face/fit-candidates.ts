import type { Bound, Bounds } from './fit-bounds.js';
import type { FaceGeometry } from './fit-values.js';
import type { Box } from './image.js';

/**
 * What a portrait looks like where the profile leaves it open: head and shoulders, as on a badge.
 * ISO/IEC 19794-5 has the eyes at 50% to 70% above the lower edge, and photos of 35 x 45 mm.
 */
export const PORTRAIT = { aspect: 35 / 45, headHeight: 0.5, eyesFromBottom: 0.6 } as const;

/** Heights and aspects of the crop that are tried. */
const HEIGHTS = 64;
const ASPECTS = 9;

/** Crops with the whole head, as far as the room has it, in the shapes that the bounds leave. */
export function* candidates(face: FaceGeometry, room: Box, bounds: Bounds): Generator<Box> {
  const head = headIn(face, room);
  const shapes = shapesOf(bounds, room);
  const places = eyePlaces(bounds);
  for (const aspect of shapes.tried) {
    for (const height of heightsOf({ face, head, room, aspect }, bounds)) {
      const width = wholeWidth(height, aspect, shapes);
      if (width === undefined || width < head.width || width > room.width) continue;
      const middle = face.box.x + face.box.width / 2;
      const x = placed(middle - width / 2, width, [room.x, room.width], [head.x, head.width]);
      for (const share of places) {
        const top = face.eyes.y + share * height - height;
        const y = placed(top, height, [room.y, room.height], [head.y, head.height]);
        yield { x, y, width, height };
      }
    }
  }
}

/** The whole pixels around head and face, as far as the room has them. */
function headIn({ box, crown, chin }: FaceGeometry, room: Box): Box {
  const left = clamp(Math.floor(box.x), room.x, room.x + room.width - 1);
  const right = clamp(Math.ceil(box.x + box.width), left + 1, room.x + room.width);
  const top = clamp(Math.floor(Math.min(crown, box.y)), room.y, room.y + room.height - 1);
  const below = Math.ceil(Math.max(chin, box.y + box.height));
  const bottom = clamp(below, top + 1, room.y + room.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Widths by heights. */
interface Shapes {
  readonly least: number;
  readonly most: number;
  /** Within them: the portrait's or the nearest to it, and the room's. */
  readonly tried: readonly number[];
}

function shapesOf({ aspect, width, height }: Bounds, room: Box): Shapes {
  const thinnest = Math.max(1, width?.least ?? 1) / (height?.most ?? Infinity);
  const widest = (width?.most ?? Infinity) / Math.max(1, height?.least ?? 1);
  const least = Math.max(aspect?.least ?? 0, thinnest, 1 / (4 * room.height));
  const most = Math.max(least, Math.min(aspect?.most ?? Infinity, widest));
  const usual = clamp(PORTRAIT.aspect, least, most);
  const [low, high] = [Math.max(least, usual / 2), Math.min(most, usual * 2)];
  const spread = Array.from(
    { length: ASPECTS },
    (_, i) => low * (high / low) ** (i / (ASPECTS - 1)),
  );
  const whole = clamp(room.width / room.height, least, most);
  return { least, most, tried: [...new Set([usual, whole, ...spread])] };
}

/** Undefined where no whole width has an aspect within the bounds. */
function wholeWidth(height: number, aspect: number, { least, most }: Shapes): number | undefined {
  const [low, high] = [Math.ceil(least * height - 1e-9), Math.floor(most * height + 1e-9)];
  return low > high ? undefined : Math.max(1, clamp(Math.round(aspect * height), low, high));
}

interface HeightFacts {
  readonly face: FaceGeometry;
  readonly head: Box;
  readonly room: Box;
  readonly aspect: number;
}

/** Heights in equal steps from the head's to the room's, and those at which a bound is just kept. */
function heightsOf(
  { face: { box, crown, chin }, head, room, aspect }: HeightFacts,
  { headHeight, faceArea, width, height }: Bounds,
): ReadonlySet<number> {
  const steps = Array.from({ length: HEIGHTS + 1 }, (_, step) =>
    Math.round(head.height * (room.height / head.height) ** (step / HEIGHTS)),
  );
  const exact = [
    ...sharesIn(headHeight).map((share) => (chin - crown) / share),
    ...sharesIn(faceArea).map((share) => Math.sqrt((box.width * box.height) / (share * aspect))),
    ...[width?.least ?? 0, width?.most ?? 0, room.width].map((across) => across / aspect),
    ...[height?.least ?? 0, height?.most ?? 0],
  ];
  const all = [...steps, ...exact.flatMap((one) => [Math.floor(one), Math.ceil(one)])];
  return new Set(all.filter((one) => one >= head.height && one <= room.height));
}

/** Both ends and the middle of what bounds on a share leave. */
function sharesIn(bound: Bound | undefined): readonly number[] {
  if (!bound) return [];
  const [least, most] = [Math.max(bound.least, 0.01), Math.min(bound.most, 1)];
  return [least, (least + most) / 2, most];
}

/** Where the eyes may be above the lower edge: as in a portrait first, or as near to that as can be. */
function eyePlaces({ eyesFromBottom }: Bounds): readonly number[] {
  const least = Math.max(eyesFromBottom?.least ?? 0, 0);
  const most = Math.min(eyesFromBottom?.most ?? 1, 1);
  const usual = clamp(PORTRAIT.eyesFromBottom, least, most);
  return [...new Set([usual, (least + most) / 2, least, most])];
}

type Span = readonly [start: number, length: number];

/** The start of a crop as near as possible to the wanted one, that lies in the room and has the head. */
function placed(wanted: number, length: number, room: Span, head: Span): number {
  const low = Math.max(room[0], head[0] + head[1] - length);
  const high = Math.min(room[0] + room[1] - length, head[0]);
  return clamp(Math.round(wanted), low, Math.max(low, high));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
