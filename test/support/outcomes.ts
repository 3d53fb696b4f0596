import { type Failure, fail } from '../../src/domain/failures.js';
import type { EnrollAction, ItemOutcome, Outcome } from '../../src/domain/outcome.js';

/** An outcome of the user 1001's first photo, unless told otherwise. */
export function itemOutcome(outcome: Outcome, more: Partial<ItemOutcome> = {}): ItemOutcome {
  return { row: undefined, userId: '1001', file: '1001.jpg', slot: 1, outcome, ...more };
}

export function enrolled(action: EnrollAction = 'NEW_TEMPLATE_CREATED'): Outcome {
  return {
    kind: 'enrolled',
    action,
    faceId: 'face',
    quality: 0.5,
    rotated: 0,
    liveness: 'not assessed',
  };
}

export function failedWith(failure: Failure = fail('FILE_EMPTY', {})): Outcome {
  return { kind: 'failed', failure };
}
