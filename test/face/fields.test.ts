import { describe, expect, it } from 'vitest';
import { fieldsOf, folded, logistic, type Region, VALUES } from '../../src/face/measures/fields.js';
import { eyeRegions, lowerFace } from '../../src/face/measures/regions.js';
import { type FaceView, VIEW_SIDE } from '../../src/face/measures/view.js';

type Color = readonly [number, number, number];

/** Points of the mesh that the regions use, mirrored about the middle of the view. */
const MESH: Readonly<Record<number, readonly [number, number]>> = {
  33: [29, 42],
  133: [50, 42],
  362: [78, 42],
  263: [99, 42],
  6: [64, 45],
  4: [64, 68],
  13: [64, 88],
  14: [64, 90],
  61: [50, 89],
  291: [78, 89],
  152: [64, 118],
  117: [30, 60],
  346: [98, 60],
  205: [42, 75],
  425: [86, 75],
  127: [14, 45],
  356: [114, 45],
  172: [30, 104],
  397: [98, 104],
  149: [48, 114],
  378: [80, 114],
};

function view(color: (x: number, y: number) => Color): FaceView {
  const pixels = new Uint8Array(VIEW_SIDE * VIEW_SIDE * 3);
  const luminance = new Uint8Array(VIEW_SIDE * VIEW_SIDE);
  for (let i = 0; i < luminance.length; i += 1) {
    const [red, green, blue] = color(i % VIEW_SIDE, Math.floor(i / VIEW_SIDE));
    pixels.set([red, green, blue], 3 * i);
    luminance[i] = (red * 77 + green * 150 + blue * 29) >> 8;
  }
  // The skin is looked at on the forehead, where the other points lie.
  const mesh = Array.from({ length: 468 }, (_, i) => {
    const [x, y] = MESH[i] ?? [64, 20];
    return { x, y, z: 0 };
  });
  return { pixels, luminance, mesh } as unknown as FaceView;
}

const SKIN: Color = [200, 150, 120];
const SAMPLES = { columns: 4, rows: 4 };
const MIDDLE: Region = (u, v) => ({ x: 64 + 30 * u, y: 80 + 20 * v });

/** One of the values told of the fields. */
const told = (fields: Float64Array, name: (typeof VALUES)[number]): number[] =>
  [...fields].filter((_, i) => i % VALUES.length === VALUES.indexOf(name));

describe('the fields of a region', () => {
  it('show nothing where all is skin', () => {
    const fields = fieldsOf(
      view(() => SKIN),
      MIDDLE,
      SAMPLES,
    );
    expect(fields).toHaveLength(4 * VALUES.length);
    for (const value of fields) expect(value).toBeCloseTo(0, 9);
  });

  it('show a blue cloth as another color, and in a gray photo none', () => {
    const cloth = (_: number, y: number): Color => (y > 80 ? [120, 170, 210] : SKIN);
    const fields = fieldsOf(view(cloth), MIDDLE, SAMPLES);
    const [, , lowerLeft, lowerRight] = told(fields, 'color');
    expect(lowerLeft).toBeGreaterThan(0.8);
    expect(lowerRight).toBeGreaterThan(0.8);
    expect(told(fields, 'red')[2]).toBeLessThan(-0.3);
    expect(told(fields, 'blue')[2]).toBeGreaterThan(0.3);
    const gray = view((x, y) => {
      const [, green] = cloth(x, y);
      return [green, green, green];
    });
    for (const value of told(fieldsOf(gray, MIDDLE, SAMPLES), 'color')) {
      expect(value).toBeCloseTo(0, 9);
    }
  });

  it('tell an edge downwards to the dark from one to the light', () => {
    const edge = (above: number, below: number) =>
      fieldsOf(
        view((_, y) =>
          y < 75 && y > 40
            ? [above, above, above]
            : y < 40
              ? [150, 150, 150]
              : [below, below, below],
        ),
        MIDDLE,
        SAMPLES,
      );
    const [dark, light] = [edge(150, 60), edge(60, 150)];
    expect(Math.max(...told(dark, 'darker'))).toBeGreaterThan(0.2);
    expect(Math.max(...told(dark, 'lighter'))).toBeCloseTo(0, 9);
    expect(Math.max(...told(light, 'lighter'))).toBeGreaterThan(0.2);
    expect(Math.max(...told(light, 'darker'))).toBeCloseTo(0, 9);
  });

  it('are about the same in half the light', () => {
    const color = (x: number, y: number, gain: number): Color => {
      const own = gain * (1 + 0.3 * Math.sin(x / 5) * Math.cos(y / 7));
      return [own * 180, own * 130, own * 110];
    };
    const [bright, dim] = [1, 0.5].map((gain) =>
      fieldsOf(
        view((x, y) => (y < 40 ? [gain * 180, gain * 130, gain * 110] : color(x, y, gain))),
        lowerFace(view(() => SKIN)),
        { columns: 12, rows: 14 },
      ),
    ) as [Float64Array, Float64Array];
    bright.forEach((value, i) => {
      expect(Math.abs(value - (dim[i] as number))).toBeLessThan(0.12);
    });
  });

  it('that are folded are the same for a face and its mirror image', () => {
    const lit = (x: number, y: number): Color => {
      const own = 90 + ((x * 13 + y * 7) % 90) + x / 2;
      return [own, 0.8 * own, 0.7 * own];
    };
    const samples = { columns: 12, rows: 14 };
    const light = (color: (x: number, y: number) => Color) => {
      const seen = view(color);
      return told(folded(fieldsOf(seen, lowerFace(seen), samples), samples), 'light');
    };
    const [own, mirrored] = [light(lit), light((x, y) => lit(VIEW_SIDE - 1 - x, y))] as const;
    expect(own).toHaveLength(21);
    own.forEach((value, i) => {
      expect(Math.abs(value - (mirrored[i] as number))).toBeLessThan(0.25);
    });
  });
});

describe('the regions of a face', () => {
  const seen = view(() => SKIN);

  it('of the eyes begin on the outer side, and have the lid above the cheek', () => {
    const [left, right] = eyeRegions(seen);
    expect(left(-1, 0).x).toBeLessThan(left(1, 0).x);
    expect(right(-1, 0).x).toBeGreaterThan(right(1, 0).x);
    for (const eye of [left, right]) expect(eye(0, -1).y).toBeLessThan(eye(0, 1).y);
    expect(left(-1, 1).x + right(-1, 1).x).toBeCloseTo(128, 6);
  });

  it('of the lower face reaches from the nose to the chin and from cheek to cheek', () => {
    const lower = lowerFace(seen);
    expect(lower(0, -1).y).toBeGreaterThan(45);
    expect(lower(0, -1).y).toBeLessThan(68);
    expect(lower(0, 1)).toEqual({ x: 64, y: 118 });
    expect(lower(-1, 0).x).toBeLessThan(lower(0, 0).x);
    expect(lower(-1, 0.3).x + lower(1, 0.3).x).toBeCloseTo(128, 6);
  });
});

describe('a logistic model', () => {
  it('weighs the values and adds its constant', () => {
    expect(logistic([2, -1], [500, 1000, 0])).toBeCloseTo(0.5, 9);
    expect(logistic([2, -1], [500, 1000, 1000 * Math.log(3)])).toBeCloseTo(0.75, 9);
  });
});
