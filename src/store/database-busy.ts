import { FatalError } from '../domain/fatal-error.js';

/** Somebody else holds what is needed; `holder` says who, and the message also what to do. */
export class DatabaseBusyError extends FatalError {
  override readonly name = 'DatabaseBusyError';

  constructor(
    readonly holder: string,
    advice = 'wait until it has ended',
    /** Whether it is worth to wait: it gives back soon what is needed. */
    readonly isShort = false,
  ) {
    super(`${holder}: ${advice}`);
  }
}
