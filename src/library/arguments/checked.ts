import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { Place } from './place.js';

/**
 * Takes the arguments of a call as they must be: copies, so that nobody changes them meanwhile.
 *
 * @param call the function's name, for messages
 * @throws {UsageError} naming the argument or the option, and what it may be.
 */
export function checked<T>(call: string, take: (place: Place) => T): T {
  try {
    return take(new Place(call));
  } catch (error) {
    if (error instanceof FatalError) throw error;
    // A getter or a proxy of the caller's has thrown.
    throw new UsageError(`${call}: an argument cannot be read`, { cause: error });
  }
}
