import type { PhotoReport } from '../../../domain/inspection.js';
import type { WaitingReason } from '../../../domain/review.js';

/** A photo that an operator decides on. */
export interface Waits {
  readonly reasons: readonly WaitingReason[];
  readonly report: PhotoReport | undefined;
}

/** Thrown in the transaction that enrolls: what it has done so far is undone. */
export class Undone extends Error {
  override readonly name = 'Undone';

  /**
   * @param why `gone`: the link does not work any more; `renamed`: its user has another user ID since
   *   it was read; `waits`: an operator decides
   */
  constructor(
    readonly why: 'gone' | 'renamed' | 'waits',
    readonly waits?: Waits,
  ) {
    super(why);
  }
}
