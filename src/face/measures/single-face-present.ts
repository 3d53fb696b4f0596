import { type Measuring, ramp } from './measuring.js';

/**
 * Width of the next largest face as a share of this face's, 0 when there is none. From half the
 * width on it is not a bystander (see choose.ts).
 */
export const singleFacePresent: Measuring = ({ input: { rival } }) => ({
  value: rival,
  component: ramp(rival, 1, 0),
});
