import type { PhotoReport, SeenFace } from '../domain/inspection.js';
import type { Size } from './decode.js';
import type { Point } from './image.js';
import type { Face } from './locate.js';
import type { FoundFaces } from './search.js';

/** Describes the faces of a photo for inspection, in pixels of the photo. */
export function describeFaces(
  { scale, turn, faces }: FoundFaces,
  { format, size }: { readonly format: PhotoReport['format']; readonly size: Size },
): PhotoReport {
  const isOnItsSide = turn === 90 || turn === 270;
  return {
    width: isOnItsSide ? size.height : size.width,
    height: isOnItsSide ? size.width : size.height,
    format,
    rotated: turn,
    faces: faces.map((face) => describe(face, scale)),
  };
}

function describe({ detection, landmarks }: Face, scale: number): SeenFace {
  const { x, y, width, height } = detection.box;
  const point = (p: Point): Point => ({ x: p.x * scale, y: p.y * scale });
  return {
    box: { ...point({ x, y }), width: width * scale, height: height * scale },
    score: detection.score,
    presence: landmarks.presence,
    landmarks: landmarks.five.map(point),
  };
}
