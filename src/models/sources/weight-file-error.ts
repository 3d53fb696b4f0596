import { FatalError } from '../../domain/fatal-error.js';

/** A weight file that is missing or altered; the message says what to do. */
export class WeightFileError extends FatalError {
  override readonly name = 'WeightFileError';
}
