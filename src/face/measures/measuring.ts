import type { FaceView } from './view.js';

/** The result of one measure. */
interface Assessed {
  /** In the measure's own unit. */
  readonly value: number;
  /** 0 (useless) to 100 (ideal). */
  readonly component: number;
}

/** One measure; undefined where it cannot be taken. */
export type Measuring = (view: FaceView) => Assessed | undefined;

/** Linear from 0 at `worst` to 100 at `ideal`, clamped; `worst` may be the greater. */
export function ramp(value: number, worst: number, ideal: number): number {
  const share = (value - worst) / (ideal - worst);
  return 100 * Math.min(1, Math.max(0, share));
}
