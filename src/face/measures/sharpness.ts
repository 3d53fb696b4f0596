import { type Measuring, ramp } from './measuring.js';
import { VIEW_SIDE } from './view.js';

/**
 * Detail of the face at the encoder's resolution: mean absolute response of the Laplacian
 * over the face, relative to the face's contrast (standard deviation of its luminance), so
 * that a pale photo is not held for a blurred one.
 */
export const sharpness: Measuring = ({ luminance, skin }) => {
  let [detail, sum, squares, count] = [0, 0, 0, 0];
  for (const i of skin) {
    if (i < VIEW_SIDE || i >= luminance.length - VIEW_SIDE) continue;
    const value = luminance[i] as number;
    const around =
      (luminance[i - 1] as number) +
      (luminance[i + 1] as number) +
      (luminance[i - VIEW_SIDE] as number) +
      (luminance[i + VIEW_SIDE] as number);
    detail += Math.abs(around - 4 * value);
    sum += value;
    squares += value * value;
    count += 1;
  }
  if (count === 0) return undefined;
  const contrast = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  const value = detail / count / Math.max(contrast, 1);
  return { value, component: ramp(value, 0.03, 0.2) };
};
