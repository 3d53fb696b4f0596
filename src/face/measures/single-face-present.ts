import { type Measuring, ramp } from './measuring.js';

/**
 * Width of the next largest face as a share of the face's own, 0 when there is none. From
 * half the width on it is no bystander (see choose.ts).
 */
export const singleFacePresent: Measuring = ({ input: { rival } }) => ({
  value: rival,
  component: ramp(rival, 1, 0),
});
