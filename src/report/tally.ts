import type { FailureCode } from '../domain/failures.js';
import type { ItemOutcome } from '../domain/outcome.js';

/** How many outcomes of each kind, and of each action, reason or code within it. */
export interface Tally {
  readonly enrolled: Count;
  readonly unchanged: Count;
  readonly imported: Count;
  readonly failed: Count;
}

export interface Count {
  readonly total: number;
  /** By action, reason or failure code. */
  readonly by: Readonly<Record<string, number>>;
}

/** Counts outcomes as they pass. */
export class Tallier {
  readonly #counts = new Map<string, Map<string, number>>();

  add({ outcome }: ItemOutcome): void {
    const kind = this.#counts.get(outcome.kind) ?? new Map<string, number>();
    const key = detailOf(outcome);
    kind.set(key, (kind.get(key) ?? 0) + 1);
    this.#counts.set(outcome.kind, kind);
  }

  /** How many failures of a code have passed. */
  failed(code: FailureCode): number {
    return this.#counts.get('failed')?.get(code) ?? 0;
  }

  result(): Tally {
    return {
      enrolled: this.#count('enrolled'),
      unchanged: this.#count('unchanged'),
      imported: this.#count('imported'),
      failed: this.#count('failed'),
    };
  }

  #count(kind: string): Count {
    const entries = [...(this.#counts.get(kind) ?? [])].sort(([, a], [, b]) => b - a);
    const total = entries.reduce((sum, [, n]) => sum + n, 0);
    return { total, by: Object.fromEntries(entries) };
  }
}

function detailOf(outcome: ItemOutcome['outcome']): string {
  switch (outcome.kind) {
    case 'enrolled':
    case 'imported':
      return outcome.action;
    case 'unchanged':
      return outcome.reason;
    case 'failed':
      return outcome.failure.code;
  }
}
