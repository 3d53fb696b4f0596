/**
 * A face in a photo that is not enrolled, since its row or the photo itself was refused: it only
 * shows who is still there.
 */
export interface Witness {
  readonly item: number;
  /** As the database has it, else as the row has it. */
  readonly userId: string;
  /** Whether there is no such user. */
  readonly isNew: boolean;
  /**
   * Whether its row keeps the failure that it has: there is no ID to move anything to, or the
   * failure already says so.
   */
  readonly keepsFailure: boolean;
  /** Of length 1. */
  readonly face: Float32Array;
}
