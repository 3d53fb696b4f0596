import { cropSquare } from '../crop.js';
import type { Picture, Point, Pyramid } from '../image.js';
import type { Face } from '../locate.js';
import type { Memory } from '../memory.js';
import { apply, distance, invert, mean, type Similarity, squareWindow } from '../transform.js';

/** What is assessed: a face in its photo. */
export interface AssessInput {
  /** The upright picture, as decoded. */
  readonly pyramid: Pyramid;
  /** Pixels of the photo per pixel of the picture. */
  readonly scale: number;
  readonly face: Face;
  /** Width of the next largest face as a share of this one's; 0 when there is none. */
  readonly rival: number;
  readonly format: 'jpeg' | 'png';
  /** Whether the picture was turned after decoding. */
  readonly turned: boolean;
  /** The detector's score range: barely seen to certain. */
  readonly scores: { readonly worst: number; readonly ideal: number };
}

/** A point of the mesh in the view; z points away from the camera, in the same pixels. */
interface ViewPoint extends Point {
  readonly z: number;
}

/** Side of the view, in pixels: an eye distance of 50 px, about what the encoder sees. */
export const VIEW_SIDE = 128;

/** Width of the view in eye distances: from hairline to chin with some of the neck. */
const VIEW_EYES = 2.56;

/** Distance of the view's center below the eyes, in eye distances. */
const VIEW_DROP = 0.45;

/** A face prepared for all measures: level, at one size, with luminance. */
export interface FaceView {
  readonly input: AssessInput;
  /** Maps pixels of the view to pixels of the picture. */
  readonly toPicture: Similarity;
  /** RGB, VIEW_SIDE x VIEW_SIDE. */
  readonly pixels: Uint8Array;
  /** Luminance (ITU-R BT.601) of each pixel, 0 to 255. */
  readonly luminance: Uint8Array;
  /** The 468 points of the mesh, in pixels of the view. */
  readonly mesh: readonly ViewPoint[];
  /** Indices of `luminance` on the face: in the ellipse of its mesh. */
  readonly skin: Uint16Array;
  /** Number of those pixels with each luminance. */
  readonly histogram: Uint16Array;
  /** Distance of the eye centers in pixels of the photo. */
  readonly eyeDistance: number;
  /** Angle of the line through the eyes in the upright photo, degrees, clockwise. */
  readonly roll: number;
}

/** Cuts the view out of the picture, once for all measures. */
export function viewOf(input: AssessInput): FaceView {
  const { pyramid, scale, face } = input;
  const [left, right] = face.landmarks.five;
  const eyes = distance(left, right);
  const angle = Math.atan2(right.y - left.y, right.x - left.x);
  const middle = mean([left, right]);
  const drop = VIEW_DROP * eyes;
  const center = { x: middle.x - Math.sin(angle) * drop, y: middle.y + Math.cos(angle) * drop };
  const toPicture = squareWindow(center, VIEW_EYES * eyes, angle, VIEW_SIDE);
  const toView = invert(toPicture);
  const zoom = VIEW_SIDE / (VIEW_EYES * eyes);
  const pixels = cropSquare(pyramid, toPicture, VIEW_SIDE);
  const mesh = face.landmarks.mesh.map((p) => {
    const { x, y } = apply(toView, p);
    return { x, y, z: p.z * zoom };
  });
  const luminance = luminanceOf(pixels, pyramid.memory);
  const skin = ellipseOf(mesh);
  return {
    input,
    toPicture,
    pixels,
    luminance,
    mesh,
    skin,
    histogram: histogramOf(luminance, skin),
    eyeDistance: eyes * scale,
    roll: (angle * 180) / Math.PI,
  };
}

function luminanceOf(pixels: Uint8Array, memory: Memory): Uint8Array {
  const luminance = memory.bytes(pixels.length / 3);
  for (let i = 0, from = 0; i < luminance.length; i += 1, from += 3) {
    const red = pixels[from] as number;
    const green = pixels[from + 1] as number;
    const blue = pixels[from + 2] as number;
    luminance[i] = (red * 77 + green * 150 + blue * 29) >> 8;
  }
  return luminance;
}

function histogramOf(luminance: Uint8Array, skin: Uint16Array): Uint16Array {
  const counts = new Uint16Array(256);
  for (const i of skin) {
    const value = luminance[i] as number;
    counts[value] = (counts[value] as number) + 1;
  }
  return counts;
}

/** Hairline, chin, and the two sides of the face in the mesh. */
export const OUTLINE = { top: 10, bottom: 152, left: 234, right: 454 } as const;

function ellipseOf(mesh: readonly ViewPoint[]): Uint16Array {
  const at = (index: number): ViewPoint => mesh[index] as ViewPoint;
  const [top, bottom] = [at(OUTLINE.top).y, at(OUTLINE.bottom).y];
  const [left, right] = [at(OUTLINE.left).x, at(OUTLINE.right).x];
  const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
  // A tenth inside the outline, to exclude hair and background.
  const [rx, ry] = [0.45 * Math.abs(right - left), 0.45 * Math.abs(bottom - top)];
  const inside = new Uint16Array(VIEW_SIDE * VIEW_SIDE);
  let count = 0;
  for (let y = 0; y < VIEW_SIDE; y += 1) {
    const v = (y + 0.5 - cy) / ry;
    const half = rx * Math.sqrt(Math.max(0, 1 - v * v));
    const end = Math.min(VIEW_SIDE, Math.floor(cx + half + 0.5));
    for (let x = Math.max(0, Math.ceil(cx - half - 0.5)); x < end; x += 1) {
      inside[count] = y * VIEW_SIDE + x;
      count += 1;
    }
  }
  return inside.subarray(0, count);
}

export function meshPoint({ mesh }: FaceView, index: number): ViewPoint {
  const point = mesh[index];
  if (!point) throw new Error(`the mesh has no point ${index}`);
  return point;
}

/** Pixels of the photo per pixel of the view. */
export function photoPixels({ eyeDistance }: FaceView): number {
  return (VIEW_EYES * eyeDistance) / VIEW_SIDE;
}

/** The photo's own size. */
export function photoSize({ pyramid, scale }: AssessInput): Pick<Picture, 'width' | 'height'> {
  return { width: pyramid.image.width * scale, height: pyramid.image.height * scale };
}
