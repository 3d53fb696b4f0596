import { FatalError } from '../domain/fatal-error.js';

/** A model pack that cannot be used; the message says what to do. */
export class ModelPackError extends FatalError {
  override readonly name = 'ModelPackError';
}
