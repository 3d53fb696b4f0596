import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../src/face/image.js';
import {
  apply,
  distance,
  fitSimilarity,
  invert,
  type Similarity,
  scaleOf,
  squareWindow,
} from '../../src/face/transform.js';

const double = (limit: number) =>
  fc.double({ min: -limit, max: limit, noNaN: true, noDefaultInfinity: true });

const point = fc.record({ x: double(2000), y: double(2000) });

const similarity: fc.Arbitrary<Similarity> = fc
  .record({ a: double(10), b: double(10), tx: double(2000), ty: double(2000) })
  .filter((t) => scaleOf(t) > 0.01);

function expectClose(actual: Point, expected: Point, within = 1e-6): void {
  expect(distance(actual, expected)).toBeLessThan(within);
}

describe('a similarity transform', () => {
  it('is found again from where it carries some points', () => {
    const points = fc
      .array(point, { minLength: 2, maxLength: 8 })
      .filter((ps) => ps.some((p) => distance(p, ps[0] ?? p) > 1));
    fc.assert(
      fc.property(similarity, points, (t, from) => {
        const found = fitSimilarity(
          from,
          from.map((p) => apply(t, p)),
        );
        for (const p of from) expectClose(apply(found, p), apply(t, p), 1e-3);
      }),
    );
  });

  it('is undone by its inverse, in either order', () => {
    fc.assert(
      fc.property(similarity, point, (t, p) => {
        expectClose(apply(invert(t), apply(t, p)), p, 1e-5);
        expectClose(apply(t, apply(invert(t), p)), p, 1e-5);
      }),
    );
  });

  it('fits points that no transform reaches as well as it can', () => {
    // A square onto a kite: by symmetry without turn, and by the closed form at scale 1.
    const square = [
      { x: -1, y: 0 },
      { x: 1, y: 0 },
      { x: 0, y: -1 },
      { x: 0, y: 1 },
    ];
    const kite = [
      { x: -1, y: 0 },
      { x: 1, y: 0 },
      { x: 0, y: -0.5 },
      { x: 0, y: 1.5 },
    ];
    const found = fitSimilarity(square, kite);
    expect(found.a).toBeCloseTo(1);
    expect(found.b).toBeCloseTo(0);
    expectClose({ x: found.tx, y: found.ty }, { x: 0, y: 0.25 });
  });
});

describe('a square window of a picture', () => {
  it('has its center and its corners where they belong', () => {
    const t = squareWindow({ x: 100, y: 50 }, 40, 0, 256);
    expectClose(apply(t, { x: 128, y: 128 }), { x: 100, y: 50 });
    expectClose(apply(t, { x: 0, y: 0 }), { x: 80, y: 30 });
    expectClose(apply(t, { x: 256, y: 256 }), { x: 120, y: 70 });
  });

  it('turns clockwise on the screen', () => {
    const t = squareWindow({ x: 100, y: 50 }, 40, Math.PI / 2, 256);
    expectClose(apply(t, { x: 256, y: 128 }), { x: 100, y: 70 });
    expect(scaleOf(t)).toBeCloseTo(40 / 256);
  });
});
