import type { Point } from '../image.js';
import type { Region, Samples } from './fields.js';
import { type FaceView, meshPoint } from './view.js';

/** Sampling of the lower face: 6 x 7 fields, before mirrored ones are merged. */
export const LOWER_FACE: Samples = { columns: 12, rows: 14 };

/** Sampling of each eye: 8 x 6 fields. */
export const EYE: Samples = { columns: 16, rows: 12 };

/**
 * Sides of the lower face in the mesh, level by level from mid-nose to chin: a share of the way
 * from a point at the mesh's edge to one further in.
 */
const SIDES = {
  left: [
    [33, 127, 0.3],
    [117, 117, 0],
    [205, 205, 0],
    [61, 172, 0.4],
    [149, 61, 0.3],
  ],
  right: [
    [263, 356, 0.3],
    [346, 346, 0],
    [425, 425, 0],
    [291, 397, 0.4],
    [378, 291, 0.3],
  ],
} as const;

/** v is -1 a fifth of the way from between the eyes to the chin: includes a mask's edge, excludes the eyes. */
const UPPER_EDGE = 0.2;

/** From mid-nose to chin and from cheek to cheek. */
export function lowerFace(view: FaceView): Region {
  const at = (index: number): Point => meshPoint(view, index);
  const lips = between(between(at(61), at(291), 0.5), between(at(13), at(14), 0.5), 0.5);
  const middle = [at(6), between(at(6), at(4), 0.5), at(4), lips, at(152)];
  const [left, right] = [SIDES.left, SIDES.right].map((side) =>
    side.map(([from, to, share]) => between(at(from), at(to), share)),
  ) as [Point[], Point[]];
  return (u, v) => {
    const share = UPPER_EDGE + ((1 - UPPER_EDGE) * (v + 1)) / 2;
    const center = along(middle, share);
    return between(center, along(u < 0 ? left : right, share), Math.abs(u));
  };
}

/** Outer and inner corner of each eye in the mesh. */
const CORNERS = [
  [33, 133],
  [263, 362],
] as const;

/** Reach of an eye's region from its center, in distances of its corners. */
const EYE_REACH = { across: 0.8, down: 0.6 };

/** The eyes with their lids and what is right below; u is -1 on the outer side of each. */
export function eyeRegions(view: FaceView): readonly [Region, Region] {
  return CORNERS.map(([outer, inner]): Region => {
    const [from, to] = [meshPoint(view, outer), meshPoint(view, inner)];
    const center = between(from, to, 0.5);
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    // Down is across turned by 90 degrees, for either direction of across.
    const turn = dx < 0 ? -1 : 1;
    const [across, down] = [EYE_REACH.across, EYE_REACH.down * turn];
    return (u, v) => ({
      x: center.x + u * across * dx - v * down * dy,
      y: center.y + u * across * dy + v * down * dx,
    });
  }) as [Region, Region];
}

/** The point at a share of the way along some points, as if evenly spaced. */
function along(points: readonly Point[], share: number): Point {
  const last = points.length - 2;
  const step = Math.min(last, Math.max(0, Math.floor(share * (last + 1))));
  return between(points[step] as Point, points[step + 1] as Point, share * (last + 1) - step);
}

function between(p: Point, q: Point, share: number): Point {
  return { x: p.x + (q.x - p.x) * share, y: p.y + (q.y - p.y) * share };
}
