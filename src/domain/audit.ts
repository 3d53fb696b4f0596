/** One row of the audit, as the table has it. */
export interface AuditRow {
  /** 1 for the first row, and without a gap from there on. */
  readonly position: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly osUser: string;
  readonly host: string;
  readonly runId: string | null;
  readonly action: string;
  readonly collection: string;
  readonly userId: string | null;
  readonly faceId: string | null;
  /** JSON. */
  readonly detail: string;
  readonly reference: string | null;
  /** The hash of the row before; null, as the next one, only in a row that somebody else wrote. */
  readonly previousHash: string | null;
  readonly hash: string | null;
}

/** Where the chain of the audit ends: whoever keeps it elsewhere can show later what was there. */
export interface AuditHead {
  /** Of the last row; 0 of an empty audit. */
  readonly position: number;
  /** Lower-case hex SHA-256. */
  readonly hash: string;
}

/** Something in the audit that is not as it was written. */
export interface AuditFinding {
  readonly kind: /** The hash of the row does not fit its other columns. */
    | 'altered'
    /** The row is whole, but was written at another position. */
    | 'moved'
    /** The row has no hash, or comes before the first one. */
    | 'inserted'
    | 'missing'
    /** The next row was written after another one than this; of row 0: after some other. */
    | 'replaced'
    /** The chain ends before the head that was kept. */
    | 'truncated'
    /** The head that was kept is not in the chain. */
    | 'rewritten';
  /** The first and the last row that it is about. */
  readonly from: number;
  readonly to: number;
  /** Hashes of the row `from`, where they tell something. */
  readonly expected: string | null;
  readonly found: string | null;
  /** What the table has at `from`; of missing rows what it has after them. */
  readonly row: AuditRow | null;
  /** How many positions later moved rows were written; below 0 it was earlier. */
  readonly shift: number;
}

/** What a walk along the whole chain ended with. */
export interface AuditVerdict {
  readonly rows: number;
  readonly findings: number;
  /** Null when the last row has no hash. */
  readonly head: AuditHead | null;
  /** The one that was kept elsewhere, if it was given. */
  readonly kept: AuditHead | null;
}

/** A head as it is printed and kept. */
export function headText({ position, hash }: AuditHead): string {
  return `${position}:${hash}`;
}

/** Reads a head that was kept; undefined when it is none. */
export function readHead(text: string): AuditHead | undefined {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (position === undefined || hash === undefined) return undefined;
  return { position: Number(position), hash };
}
