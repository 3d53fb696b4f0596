import type { FailureCode } from './failures.js';
import type { ItemOutcome } from './outcome.js';

/** Number of outcomes by kind, and within it by action, reason or code. */
export interface Tally {
  readonly enrolled: Count;
  readonly unchanged: Count;
  readonly imported: Count;
  readonly failed: Count;
  /** Enrolled photos that may be duplicates. */
  readonly flagged: Count;
  /** Enrolled photos that do not fit the profile that was named. */
  readonly warned: Count;
}

export interface Count {
  readonly total: number;
  /** By action, reason or failure code. */
  readonly by: Readonly<Record<string, number>>;
}

/** Counts outcomes one by one. */
export class Tallier {
  readonly #counts = new Map<string, Map<string, number>>();

  add({ outcome }: ItemOutcome): void {
    this.#raise(outcome.kind, detailOf(outcome));
    if (outcome.kind !== 'enrolled') return;
    if (outcome.flag) this.#raise('flagged', outcome.flag.code);
    if (outcome.warning) this.#raise('warned', outcome.warning.code);
  }

  #raise(kind: string, key: string): void {
    const counts = this.#counts.get(kind) ?? new Map<string, number>();
    counts.set(key, (counts.get(key) ?? 0) + 1);
    this.#counts.set(kind, counts);
  }

  /** The number of failures and flags of a code so far. */
  failedOrFlagged(code: FailureCode): number {
    const of = (kind: string): number => this.#counts.get(kind)?.get(code) ?? 0;
    return of('failed') + of('flagged');
  }

  result(): Tally {
    return {
      enrolled: this.#count('enrolled'),
      unchanged: this.#count('unchanged'),
      imported: this.#count('imported'),
      failed: this.#count('failed'),
      flagged: this.#count('flagged'),
      warned: this.#count('warned'),
    };
  }

  #count(kind: string): Count {
    return countOf(this.#counts.get(kind) ?? new Map());
  }
}

/** The counts of both. */
export function sumOf(one: Tally, other: Tally): Tally {
  const sum = (kind: keyof Tally): Count => {
    const by = new Map(Object.entries(one[kind].by));
    for (const [key, n] of Object.entries(other[kind].by)) by.set(key, (by.get(key) ?? 0) + n);
    return countOf(by);
  };
  return {
    enrolled: sum('enrolled'),
    unchanged: sum('unchanged'),
    imported: sum('imported'),
    failed: sum('failed'),
    flagged: sum('flagged'),
    warned: sum('warned'),
  };
}

function countOf(by: ReadonlyMap<string, number>): Count {
  const entries = [...by].sort(([, a], [, b]) => b - a);
  const total = entries.reduce((sum, [, n]) => sum + n, 0);
  return { total, by: Object.fromEntries(entries) };
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
