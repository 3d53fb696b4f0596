import type { Refusal } from './refusals.js';

/** What an error has besides its message. */
interface Facts extends ErrorOptions {
  /** Why, for interfaces that word it themselves. */
  readonly refusal?: Refusal;
}

/**
 * The run cannot continue. The message is for the operator: it names what is wrong and what to do.
 * (A problem with one photo or one row is a failure, and never thrown.)
 */
export class FatalError extends Error {
  override readonly name: string = 'FatalError';
  declare readonly refusal?: Refusal;

  constructor(message: string, { refusal, ...options }: Facts = {}) {
    super(message, options);
    if (refusal) this.refusal = refusal;
  }
}

/** The command line asks for the impossible. */
export class UsageError extends FatalError {
  override readonly name = 'UsageError';
}

/** What an operation was to work on is not there. */
export class NotFoundError extends FatalError {
  override readonly name = 'NotFoundError';

  /** @param wanted as it was asked for */
  constructor(
    message: string,
    readonly thing: 'collection' | 'user' | 'face' | 'run' | 'exception',
    readonly wanted: string,
  ) {
    super(message);
  }
}
