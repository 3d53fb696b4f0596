/**
 * The run cannot continue. The message is for the operator: it names what is wrong and what to do.
 * (A problem with one photo or one row is a failure, and never thrown.)
 */
export class FatalError extends Error {
  override readonly name: string = 'FatalError';
}

/** The command line asks for the impossible. */
export class UsageError extends FatalError {
  override readonly name = 'UsageError';
}
