import type { PhotoReport, SeenFace } from '../domain/inspection.js';
import type { Point } from './image.js';
import type { Face } from './locate.js';
import type { FoundFaces } from './search.js';

/** The faces of a photo for the person who inspects it, in pixels of the photo. */
export function describeFaces(
  { pyramid, scale, turn, faces }: FoundFaces,
  format: PhotoReport['format'],
): PhotoReport {
  const { width, height } = pyramid.image;
  return {
    width: Math.round(width * scale),
    height: Math.round(height * scale),
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
