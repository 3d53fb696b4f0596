/**
 * The run cannot go on. The message is for the operator: it names what is wrong and what
 * to do. (What is wrong with one photo or one row is a failure, and never thrown.)
 */
export class FatalError extends Error {
  override readonly name: string = 'FatalError';
}

/** The command line asks for what cannot be. */
export class UsageError extends FatalError {
  override readonly name = 'UsageError';
}
