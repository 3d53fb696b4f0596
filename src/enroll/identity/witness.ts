/**
 * A face in a photo that is enrolled for nobody, since its row or the photo itself was refused:
 * it only tells who is still there.
 */
export interface Witness {
  readonly item: number;
  /** As the database has it, or as the row has it. */
  readonly userId: string;
  /** Whether there is no such user. */
  readonly isNew: boolean;
  /** Whether its row is to be told with the failure that it has: there is no ID to move anything to, or it says so already. */
  readonly keepsFailure: boolean;
  /** Of length 1. */
  readonly face: Float32Array;
}
