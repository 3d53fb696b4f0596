/** What tells one state of a file from another. */
export interface FileStamp {
  readonly size: number;
  /** Time of the last change, milliseconds since 1970. */
  readonly modifiedMs: number;
}

export function isSameStamp(one: FileStamp | undefined, other: FileStamp | undefined): boolean {
  return one?.size === other?.size && one?.modifiedMs === other?.modifiedMs;
}
