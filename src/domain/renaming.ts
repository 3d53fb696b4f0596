/** What moves with a user to another user ID. */
export interface Belongings {
  /** Templates of every encoder. */
  readonly faces: number;
  readonly thumbnails: number;
  readonly profileImage: boolean;
  /** A photo that waits for review. */
  readonly waitingPhoto: boolean;
  /** Links by which the user was to enroll, ended or not. */
  readonly links: number;
  /** What the user answered when asked for consent. */
  readonly consents: number;
  readonly tags: number;
  /** Users who may look like this one. */
  readonly exceptions: number;
  /** What earlier runs recorded of the user's rows and photos. */
  readonly runItems: number;
}

/** A user who has been, or would be, given another user ID. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
  readonly belongings: Belongings;
}
