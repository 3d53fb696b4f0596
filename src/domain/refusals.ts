import type { Failure } from './failures.js';

/**
 * Why an operation is refused, as facts. The message of the error that has it is for the command
 * line; an interface whose callers know neither options nor files of this machine words it itself.
 */
export type Refusal =
  /** A value that cannot be meant. */
  | {
      readonly code: 'INVALID_INPUT';
      /** The name of its row or argument, if it is of one. */
      readonly member?: string;
      /** What follows the name in a sentence, or the sentence; without names of options. */
      readonly problem: string;
    }
  | { readonly code: 'USER_ID_REFUSED'; readonly failure: Failure }
  /** The API key that asks for it works no more. */
  | { readonly code: 'KEY_INVALID' }
  | { readonly code: 'USER_EXISTS'; readonly userId: string }
  | { readonly code: 'COLLECTION_EXISTS'; readonly collection: string }
  /** No template of the model pack's encoder is there to compare with. */
  | { readonly code: 'NOBODY_ENROLLED' }
  /** The same, of one user. */
  | { readonly code: 'NO_TEMPLATE'; readonly userId: string }
  /** Most templates are of another encoder than the model pack's. */
  | { readonly code: 'OTHER_ENCODER' }
  /** Nobody has measured what the similarities of the model pack mean. */
  | { readonly code: 'THRESHOLD_UNKNOWN' }
  /** Nothing is sure enough to enroll a photo that nobody has looked at. */
  | {
      readonly code: 'AUTO_ENROLL_UNSURE';
      /** The rate that would be sure enough, if one would. */
      readonly most?: string;
    }
  | { readonly code: 'LIVENESS_NOT_INSTALLED' }
  | { readonly code: 'RUN_NOT_ENDED'; readonly runId: string }
  /** The rows that failed in a run are not stored any more. */
  | { readonly code: 'ROWS_NOT_KEPT'; readonly runId: string };

/** For an error: a value that cannot be meant. */
export function invalidInput(
  member: string | undefined,
  problem: string,
): { readonly refusal: Refusal } {
  return { refusal: { code: 'INVALID_INPUT', ...(member !== undefined && { member }), problem } };
}
