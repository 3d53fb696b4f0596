/** What a user takes along to another user ID. */
export interface Belongings {
  /** Templates of every encoder. */
  readonly faces: number;
  readonly thumbnails: number;
  readonly profileImage: boolean;
  readonly tags: number;
  /** Users who may look like this one. */
  readonly exceptions: number;
  /** What earlier runs noted of the user's rows and photos. */
  readonly runItems: number;
}

/** A user who has another user ID from now on, or would have it. */
export interface Renaming {
  /** As it was stored. */
  readonly from: string;
  readonly to: string;
  readonly belongings: Belongings;
}
