import { FatalError } from '../domain/fatal-error.js';

/** Another process holds what is needed; `holder` names it, and the message says what to do. */
export class DatabaseBusyError extends FatalError {
  override readonly name = 'DatabaseBusyError';

  constructor(
    readonly holder: string,
    advice = 'wait until it has ended',
    /** Whether waiting helps: the holder releases soon. */
    readonly isShort = false,
  ) {
    super(`${holder}: ${advice}`);
  }
}
