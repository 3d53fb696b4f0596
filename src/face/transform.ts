import type { Box, Point } from './image.js';

/**
 * A similarity transform (rotation, uniform scale, shift) of the plane: x' = a x - b y + tx, y' = b
 * x + a y + ty.
 */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

export function apply(t: Similarity, p: Point): Point {
  return { x: t.a * p.x - t.b * p.y + t.tx, y: t.b * p.x + t.a * p.y + t.ty };
}

/** Length of a unit step after the transform. */
export function scaleOf(t: Similarity): number {
  return Math.hypot(t.a, t.b);
}

export function invert(t: Similarity): Similarity {
  const squared = t.a * t.a + t.b * t.b;
  const a = t.a / squared;
  const b = -t.b / squared;
  return { a, b, tx: -(a * t.tx - b * t.ty), ty: -(b * t.tx + a * t.ty) };
}

/**
 * The transform from a square output of `side` pixels to a square window of the picture, `size`
 * pixels wide around `center` and turned by `angle` radians (clockwise on screen).
 */
export function squareWindow(center: Point, size: number, angle: number, side: number): Similarity {
  const a = (size / side) * Math.cos(angle);
  const b = (size / side) * Math.sin(angle);
  const half = side / 2;
  return { a, b, tx: center.x - (a * half - b * half), ty: center.y - (b * half + a * half) };
}

/**
 * The similarity that maps `from` to `to` with the least sum of squared distances. Closed form of
 * S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns",
 * IEEE TPAMI 13(4), 1991, for the plane without reflection.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const [p, q] = [mean(from), mean(to)];
  let [along, across, spread] = [0, 0, 0];
  from.forEach((point, i) => {
    const target = to[i] as Point;
    const [x, y] = [point.x - p.x, point.y - p.y];
    const [u, v] = [target.x - q.x, target.y - q.y];
    along += x * u + y * v;
    across += x * v - y * u;
    spread += x * x + y * y;
  });
  const [a, b] = [along / spread, across / spread];
  return { a, b, tx: q.x - (a * p.x - b * p.y), ty: q.y - (b * p.x + a * p.y) };
}

export function mean(points: readonly Point[]): Point {
  const sum = points.reduce((s, p) => ({ x: s.x + p.x, y: s.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

export function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}

/** The smallest box around some points. */
export function boundsOf(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
