import type { AuditFinding, AuditHead, AuditRow, AuditVerdict } from '../domain/audit.js';
import { EMPTY_CHAIN, hashOfRow } from './audit-chain.js';

/** A row already visited, and whether its hash identifies the next one. */
type Walked = Pick<AuditRow, 'position' | 'hash'> & { readonly isSound: boolean };

const NOTHING = { expected: null, found: null, row: null, shift: 0 };

/** Walks the chain of the audit from its first row to its last. */
export class AuditWalk {
  readonly #kept: AuditHead | undefined;
  #last: Walked = { ...EMPTY_CHAIN, isSound: true };
  #keptHash: string | null;
  #shift = 0;
  #rows = 0;
  #findings = 0;

  /** @param kept a head printed earlier, which the chain must still contain */
  constructor(kept?: AuditHead) {
    this.#kept = kept;
    this.#keptHash = kept?.position === EMPTY_CHAIN.position ? EMPTY_CHAIN.hash : null;
  }

  /** What is not as it was written, by position; neighboring rows form one finding. */
  *findings(rows: Iterable<AuditRow>): Generator<AuditFinding> {
    let pending: AuditFinding | undefined;
    for (const finding of this.#each(rows)) {
      if (pending && continues(pending, finding)) {
        pending = { ...pending, to: finding.to };
        continue;
      }
      if (pending) yield this.#counted(pending);
      pending = finding;
    }
    if (pending) yield this.#counted(pending);
  }

  /** How the walk ended; call it after the last finding. */
  verdict(): AuditVerdict {
    const { position, hash } = this.#last;
    return {
      rows: this.#rows,
      findings: this.#findings,
      head: hash === null ? null : { position, hash },
      kept: this.#kept ?? null,
    };
  }

  #counted(finding: AuditFinding): AuditFinding {
    this.#findings += 1;
    return finding;
  }

  *#each(rows: Iterable<AuditRow>): Generator<AuditFinding> {
    for (const row of rows) {
      this.#rows += 1;
      if (row.position === this.#kept?.position) this.#keptHash = row.hash;
      yield* this.#step(row);
    }
    yield* this.#headFindings();
  }

  *#step(row: AuditRow): Generator<AuditFinding> {
    const { position, hash, previousHash } = row;
    const at = { ...NOTHING, from: position, to: position, row };
    if (position <= EMPTY_CHAIN.position) {
      yield { ...at, kind: 'inserted' };
      return;
    }
    const last = this.#last;
    const next = last.position + 1;
    const expected = hashOfRow(row);
    const isSound = hash === expected;
    this.#last = { position, hash, isSound };
    if (position > next) yield { ...at, kind: 'missing', from: next, to: position - 1 };
    if (hash === null) {
      yield { ...at, kind: 'inserted' };
    } else if (!isSound) {
      const shift = this.#shiftOf(row);
      if (shift !== 0) this.#shift = shift;
      yield { ...at, kind: shift === 0 ? 'altered' : 'moved', expected, found: hash, shift };
    } else if (position === next && last.isSound && previousHash !== last.hash) {
      const [from, to] = [last.position, last.position];
      yield { ...at, kind: 'replaced', from, to, expected: previousHash, found: last.hash };
    }
  }

  /**
   * How many positions later a row was written; 0 if it fits nowhere nearby. Each row that is
   * removed or inserted shifts the following ones when somebody renumbers them.
   */
  #shiftOf(row: AuditRow): number {
    const near = [this.#shift, this.#shift + 1, this.#shift - 1, 1, -1];
    const fits = (shift: number): boolean =>
      hashOfRow({ ...row, position: row.position + shift }) === row.hash;
    return near.find(fits) ?? 0;
  }

  *#headFindings(): Generator<AuditFinding> {
    const kept = this.#kept;
    if (!kept || this.#keptHash === kept.hash) return;
    const at = { ...NOTHING, from: kept.position, to: kept.position, expected: kept.hash };
    if (kept.position > this.#last.position) {
      yield { ...at, kind: 'truncated', from: this.#last.position + 1 };
    } else {
      yield { ...at, kind: 'rewritten', found: this.#keptHash };
    }
  }
}

/** Whether a finding repeats for the next row what the previous finding says. */
function continues(before: AuditFinding, finding: AuditFinding): boolean {
  const isOfRows = ['altered', 'moved', 'inserted'].includes(finding.kind);
  return (
    isOfRows &&
    before.kind === finding.kind &&
    before.shift === finding.shift &&
    before.to + 1 === finding.from
  );
}
