import type { FaceView } from './view.js';

/** What one measure says of a face. */
interface Assessed {
  /** In the measure's own unit. */
  readonly value: number;
  /** 0 (useless) to 100 (ideal). */
  readonly component: number;
}

/** One measure; undefined where it cannot tell. */
export type Measuring = (view: FaceView) => Assessed | undefined;

/** 0 at `worst`, 100 at `ideal` and beyond, linear in between; `worst` may be the greater. */
export function ramp(value: number, worst: number, ideal: number): number {
  const share = (value - worst) / (ideal - worst);
  return 100 * Math.min(1, Math.max(0, share));
}
