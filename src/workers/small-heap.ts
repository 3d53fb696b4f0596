import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from enlarging the young generation. V8 would double it up to 48 MB while the rows of a
 * long input are read, and keep it until the run ends (24 MB of 122 at 29,560 photos), although
 * rows are garbage once written. The worker process, which passes results on, would grow by 7 KB a
 * photo (to 550 MB in 24,000).
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
