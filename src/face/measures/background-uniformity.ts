import { cropSquare } from '../crop.js';
import { mean, squareWindow } from '../transform.js';
import { type Measuring, ramp } from './measuring.js';

/** Side of the surroundings' picture, in pixels; it spans four eye distances around the eyes. */
const SIDE = 48;
const EYES = 6;

/** Mean step between neighboring background pixels, 0 to 255; 0 is a plain wall. */
export const backgroundUniformity: Measuring = (view) => {
  const { pyramid, scale, face } = view.input;
  const [left, right] = face.landmarks.five;
  const size = (EYES * view.eyeDistance) / scale;
  const { width, height } = pyramid.image;
  const toPicture = squareWindow(mean([left, right]), size, 0, SIDE);
  const pixels = cropSquare(pyramid, toPicture, SIDE);
  let [steps, count] = [0, 0];
  for (let y = 1; y < SIDE; y += 1) {
    for (let x = 1; x < SIDE; x += 1) {
      if (!isBackground(x, y)) continue;
      const at = {
        x: toPicture.a * (x - 1) + toPicture.tx,
        y: toPicture.a * (y - 1) + toPicture.ty,
      };
      if (at.x < 0 || at.y < 0) continue;
      if (at.x + 2 * toPicture.a > width || at.y + 2 * toPicture.a > height) continue;
      const i = (y * SIDE + x) * 3 + 1;
      const green = pixels[i] as number;
      steps += Math.abs(green - (pixels[i - 3] as number));
      steps += Math.abs(green - (pixels[i - SIDE * 3] as number));
      count += 2;
    }
  }
  // A close-up has too little background.
  if (count < SIDE * 2) return undefined;
  const value = steps / count;
  return { value, component: ramp(value, 40, 4) };
};

/** Outside an ellipse around the head, and above the shoulders. */
function isBackground(x: number, y: number): boolean {
  const unit = SIDE / EYES;
  const [u, v] = [(x - SIDE / 2) / unit, (y - SIDE / 2) / unit];
  return v < 0.8 && (u / 1.5) ** 2 + ((v - 0.2) / 2) ** 2 > 1;
}
