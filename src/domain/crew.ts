/** A process on some machine that extracts photos of a queue. */
export interface CrewMember {
  readonly host: string;
  readonly pid: number;
  /** Photos that it works on at once. */
  readonly slots: number;
  /** Photos since it started, and how many of them failed. */
  readonly done: number;
  readonly failed: number;
  /** Photos a second, lately. */
  readonly rate: number;
}

/** Who works on the photos of an import now. */
export interface Crew {
  readonly members: readonly CrewMember[];
  /** Whether they cannot be asked, nor get photos, since PostgreSQL does not answer. */
  readonly isAway?: boolean;
}

/** What a worker is, to be told when it starts. */
export interface WorkerFacts {
  readonly pack: string;
  readonly encoder: string;
  readonly threads: number;
  /** Host, port and database. */
  readonly queue: string;
}

/** What a worker has done since its start. */
export interface WorkDone {
  readonly done: number;
  readonly failed: number;
}
