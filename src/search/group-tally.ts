import type { Alarmed, ComparedGroup } from '../domain/fairness/data.js';
import type { Dependent } from '../domain/fairness/dependence.js';
import { Clusters } from './clusters.js';

/** The decisions whose false matches are counted. */
export type Decision = 'verification' | 'duplicates';

/** A pair of users who are not compared: recorded exceptions. */
export interface Excepted {
  readonly user: number;
  readonly other: number;
}

/** Bits of what alarms a user. */
const [WITHIN, BETWEEN] = [1, 2];

/**
 * Counts for each group what comparisons gave. Users and groups are numbered from 0; a user may be in several
 * groups, of several breakdowns. Memory holds a few numbers for each user in each group, however
 * many pairs there are.
 */
export class GroupTally {
  /** Where the memberships of each user begin. */
  readonly #starts: Int32Array;
  readonly #groups: Int32Array;
  /** Matches of each membership: with others of the same group. */
  readonly #matches: Readonly<Record<Decision, Uint32Array>>;
  readonly #alarms: Uint8Array;
  readonly #clusters = new Clusters();
  readonly #genuine: { user: number; of: number; events: number }[] = [];
  readonly #suspicious: number[];
  readonly #exceptions: readonly Excepted[];

  /**
   * @param groupsOf the groups of each user
   * @param groups how many there are
   */
  constructor(
    groupsOf: readonly (readonly number[])[],
    private readonly groups: number,
    exceptions: readonly Excepted[] = [],
  ) {
    const starts = [0];
    for (const own of groupsOf) starts.push((starts.at(-1) ?? 0) + own.length);
    this.#starts = Int32Array.from(starts);
    this.#groups = Int32Array.from(groupsOf.flat());
    const { length } = this.#groups;
    this.#matches = { verification: new Uint32Array(length), duplicates: new Uint32Array(length) };
    this.#alarms = new Uint8Array(length);
    this.#suspicious = Array.from({ length: groups }, () => 0);
    this.#exceptions = exceptions;
  }

  /** Two different users whose first templates match; once for each two. */
  addMatch(decision: Decision, user: number, other: number): void {
    const matches = this.#matches[decision];
    for (const [p, q] of this.#shared(user, other)) {
      matches[p] = (matches[p] ?? 0) + 1;
      matches[q] = (matches[q] ?? 0) + 1;
    }
  }

  /** Two different users whom the duplicate check takes for one; may be told several times. */
  addAlarm(user: number, other: number): void {
    this.#clusters.join(user, other);
    this.#alarm(user, other);
    this.#alarm(other, user);
  }

  /** Two different users who stand off from all others; once for each two. */
  addSuspicion(user: number, other: number): void {
    for (const [p] of this.#shared(user, other)) {
      const group = this.#groups[p] ?? 0;
      this.#suspicious[group] = (this.#suspicious[group] ?? 0) + 1;
    }
  }

  /** The pairs of templates of one user, and how many of them do not match. */
  addGenuine(user: number, of: number, events: number): void {
    if (of > 0) this.#genuine.push({ user, of, events });
  }

  /** What was counted, by the number of the group. */
  counted(): readonly ComparedGroup[] {
    const users = this.#sums(() => 1);
    const excepted = Array.from({ length: this.groups }, () => 0);
    for (const { user, other } of this.#exceptions) {
      for (const [p] of this.#shared(user, other)) {
        const group = this.#groups[p] ?? 0;
        excepted[group] = (excepted[group] ?? 0) + 1;
      }
    }
    const pairs = users.map((n, group) => (n * (n - 1)) / 2 - (excepted[group] ?? 0));
    const verification = this.#dependent('verification', users, pairs);
    const duplicates = this.#dependent('duplicates', users, pairs);
    const genuine = this.#genuinePairs();
    const within = this.#alarmed(WITHIN);
    const between = this.#alarmed(BETWEEN);
    const any = this.#alarmed(WITHIN | BETWEEN);
    return users.map((of, i) => ({
      users: of,
      verification: verification[i] as Dependent,
      duplicates: duplicates[i] as Dependent,
      genuine: genuine[i] as Dependent,
      within: within[i] as Alarmed,
      between: between[i] as Alarmed,
      any: any[i] as Alarmed,
      suspicious: this.#suspicious[i] ?? 0,
    }));
  }

  /** The memberships of two users in groups that both are in. */
  *#shared(user: number, other: number): Generator<readonly [number, number]> {
    for (const p of this.#of(user)) {
      for (const q of this.#of(other)) if (this.#groups[p] === this.#groups[q]) yield [p, q];
    }
  }

  *#of(user: number): Generator<number> {
    for (let at = this.#starts[user] ?? 0; at < (this.#starts[user + 1] ?? 0); at += 1) yield at;
  }

  #alarm(user: number, other: number): void {
    const others = new Set([...this.#of(other)].map((at) => this.#groups[at]));
    for (const at of this.#of(user)) {
      const bit = others.has(this.#groups[at]) ? WITHIN : BETWEEN;
      this.#alarms[at] = (this.#alarms[at] ?? 0) | bit;
    }
  }

  #sums(of: (membership: number) => number): number[] {
    const sums = Array.from({ length: this.groups }, () => 0);
    this.#groups.forEach((group, at) => {
      sums[group] = (sums[group] ?? 0) + of(at);
    });
    return sums;
  }

  #dependent(
    decision: Decision,
    users: readonly number[],
    pairs: readonly number[],
  ): readonly Dependent[] {
    const matches = this.#matches[decision];
    // Each pair was counted for both of its users.
    const events = this.#sums((at) => (matches[at] ?? 0) / 2);
    const both = this.#sums((at) => choose2(matches[at] ?? 0));
    return users.map((n, i) => ({
      users: n,
      of: pairs[i] ?? 0,
      events: events[i] ?? 0,
      sharing: n * choose2(n - 1),
      bothEvents: both[i] ?? 0,
    }));
  }

  #genuinePairs(): readonly Dependent[] {
    const sums = Array.from({ length: this.groups }, () => {
      return { users: 0, of: 0, events: 0, sharing: 0, bothEvents: 0 };
    });
    for (const { user, of, events } of this.#genuine) {
      for (const at of this.#of(user)) {
        const sum = sums[this.#groups[at] ?? 0];
        if (!sum) continue;
        sum.users += 1;
        sum.of += of;
        sum.events += events;
        sum.sharing += choose2(of);
        sum.bothEvents += choose2(events);
      }
    }
    return sums;
  }

  #alarmed(bits: number): readonly Alarmed[] {
    const sums = Array.from({ length: this.groups }, () => ({ users: 0, squares: 0 }));
    for (const cluster of this.#clusters.all()) {
      const sizes = new Map<number, number>();
      for (const user of cluster) {
        for (const at of this.#of(user)) {
          if (((this.#alarms[at] ?? 0) & bits) === 0) continue;
          const group = this.#groups[at] ?? 0;
          sizes.set(group, (sizes.get(group) ?? 0) + 1);
        }
      }
      for (const [group, size] of sizes) {
        const sum = sums[group];
        if (!sum) continue;
        sum.users += size;
        sum.squares += size * size;
      }
    }
    return sums;
  }
}

function choose2(n: number): number {
  return n < 2 ? 0 : (n * (n - 1)) / 2;
}
