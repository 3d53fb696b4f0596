import { type Measuring, ramp } from './measuring.js';

/** Side of a JPEG block, in pixels. */
const BLOCK = 8;

/** Rows of the picture to sample. */
const ROWS = 64;

/**
 * Ratio of the steps across the borders of JPEG's 8 x 8 blocks to those inside them; 1 is no
 * artifacts. Blocks are visible only when the photo was decoded at full size and not turned.
 */
export const compressionArtifacts: Measuring = ({ input: { pyramid, scale, format, turned } }) => {
  if (format !== 'jpeg' || scale !== 1 || turned) return undefined;
  const { width, height, pixels } = pyramid.image;
  let [atBorder, borders, within, insides] = [0, 0, 0, 0];
  const stride = Math.max(1, Math.floor(height / ROWS));
  for (let y = 0; y < height; y += stride) {
    for (let x = 2; x < width - 1; x += 1) {
      const step = Math.abs(green(pixels, y * width + x) - green(pixels, y * width + x - 1));
      if (x % BLOCK === 0) {
        atBorder += step;
        borders += 1;
      } else if (x % BLOCK === BLOCK / 2) {
        within += step;
        insides += 1;
      }
    }
  }
  if (within === 0) return undefined;
  const value = atBorder / borders / (within / insides);
  return { value, component: ramp(value, 3, 1.2) };
};

function green(pixels: Int32Array, index: number): number {
  return ((pixels[index] as number) >> 8) & 255;
}
