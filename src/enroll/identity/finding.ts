import type { Failure } from '../../domain/failures.js';
import type { Resembles } from '../../domain/seen.js';

/** What is found against a photo. */
export interface Finding {
  readonly failure: Failure;
  /** The other user whose face it is, for reports. */
  readonly resembles?: Resembles;
}
