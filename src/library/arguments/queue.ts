import { messageOf } from '../../domain/text.js';
import { checkQueue, type QueuePlace } from '../../operations/queue/check.js';
import type { Place } from './place.js';

/**
 * Options whose queue, if they name one, can be meant.
 *
 * @throws {UsageError} for an address that is none, or that holds a password.
 */
export function withQueue<Options extends QueuePlace>(options: Options, place: Place): Options {
  try {
    checkQueue(options);
    return options;
  } catch (error) {
    throw place.member('queue').error(`cannot be used: ${messageOf(error)}`);
  }
}
