import { FatalError } from '../../domain/fatal-error.js';

/** The service has as much to do as it may accept, or is closing; the caller may try again. */
export class ServiceBusyError extends FatalError {
  override readonly name = 'ServiceBusyError';
}
