export interface AuditRow {
  /** 1 for the first row, without gaps. */
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
  /** The hash of the previous row; null, like the next one, only in a row that was forged. */
  readonly previousHash: string | null;
  readonly hash: string | null;
}

/** The end of the audit's chain: a copy kept elsewhere proves later what was there. */
export interface AuditHead {
  /** Of the last row; 0 for an empty audit. */
  readonly position: number;
  /** Lower-case hex SHA-256. */
  readonly hash: string;
}

/** A place in the audit that is not as it was written. */
export interface AuditFinding {
  readonly kind: /** The hash of the row does not fit its other columns. */
    | 'altered'
    /** The row is intact, but was written at another position. */
    | 'moved'
    /** The row has no hash, or precedes the first one. */
    | 'inserted'
    | 'missing'
    /** The next row was written after a different row; for row 0: after some other row. */
    | 'replaced'
    /** The chain ends before the head that was kept. */
    | 'truncated'
    /** The head that was kept is not in the chain. */
    | 'rewritten';
  /** The first and the last row concerned. */
  readonly from: number;
  readonly to: number;
  /** Hashes of the row `from`, if they explain the finding. */
  readonly expected: string | null;
  readonly found: string | null;
  /** The row at `from`; for missing rows, the row after them. */
  readonly row: AuditRow | null;
  /** How many positions later moved rows were written; negative if earlier. */
  readonly shift: number;
}

/** The result of a walk along the whole chain. */
export interface AuditVerdict {
  readonly rows: number;
  readonly findings: number;
  /** Null if the last row has no hash. */
  readonly head: AuditHead | null;
  readonly kept: AuditHead | null;
}

/** A head as it is printed and kept. */
export function headText({ position, hash }: AuditHead): string {
  return `${position}:${hash}`;
}

/** Reads a head that was kept; undefined if the text is none. */
export function readHead(text: string): AuditHead | undefined {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (position === undefined || hash === undefined) return undefined;
  return { position: Number(position), hash };
}
