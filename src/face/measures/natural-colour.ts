import { type Measuring, ramp } from './measuring.js';

/** Photos with a smaller mean difference of channels are gray, without a color to judge. */
const GRAY = 3;

/**
 * Distance of the face's mean color in CIELAB from that of skin, 0 for skin: a* from 5 to 25 and b*
 * from 5 to 35, OFIQ's ranges.
 */
export const naturalColour: Measuring = ({ pixels, skin }) => {
  let [reds, greens, blues, spread] = [0, 0, 0, 0];
  for (const i of skin) {
    const red = pixels[3 * i] as number;
    const green = pixels[3 * i + 1] as number;
    const blue = pixels[3 * i + 2] as number;
    reds += red;
    greens += green;
    blues += blue;
    spread += Math.abs(red - green) + Math.abs(green - blue);
  }
  if (spread / skin.length / 2 < GRAY) return undefined;
  const mean = (sum: number): number => linear(sum / skin.length / 255);
  const { a, b } = lab(mean(reds), mean(greens), mean(blues));
  const value = Math.hypot(beyond(a, 5, 25), beyond(b, 5, 35));
  return { value, component: ramp(value, 30, 5) };
};

function beyond(value: number, least: number, most: number): number {
  return Math.max(least - value, value - most, 0);
}

/** sRGB's transfer function (IEC 61966-2-1). */
function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** CIELAB's a* and b* of linear sRGB under D65 (IEC 61966-2-1, CIE 15). */
function lab(red: number, green: number, blue: number): { a: number; b: number } {
  const x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505;
  const y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089;
  const [fx, fy, fz] = [x, y, z].map((t) =>
    t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29,
  ) as [number, number, number];
  return { a: 500 * (fx - fy), b: 200 * (fy - fz) };
}
