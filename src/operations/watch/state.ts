import { type FileStamp, isSameStamp } from '../../domain/file-stamp.js';
import type { Burst, Planned } from './burst.js';
import type { WaitsFor } from './waits-for.js';

/** A stream of files that never ends has its batch after so long, in milliseconds. */
const MOST_WAIT_MS = 60_000;

/** A damaged file is tried again for so long before it is an error, in milliseconds. */
const PATIENCE_MS = 60_000;

/** What has failed and may pass is tried again after so long in any case, in milliseconds. */
const DAY_MS = 24 * 60 * 60_000;

/** A file that is new or has changed. */
interface Fresh {
  readonly stamp: FileStamp;
  /** The first look at which it was so. */
  readonly since: number;
  readonly isWhole: boolean;
  readonly damagedSince?: number;
}

/** A file that was taken. */
interface Handled {
  readonly stamp: FileStamp;
  /** Of its user, see `matchKey`; '' if unknown. */
  readonly key: string;
  /** Whether the database remembers it. */
  readonly isKept: boolean;
}

/** An entry that has failed and may pass. */
interface Waiting {
  readonly for: WaitsFor;
  readonly key: string;
  readonly since: number;
  readonly files: readonly string[];
  readonly isDue?: true;
}

/** What is to be written of a batch to what is remembered. */
export interface Remembered {
  readonly keep: readonly { readonly file: string; readonly stamp: FileStamp }[];
  readonly forget: readonly string[];
}

/**
 * What a watch knows of its folder: a file is looked at until it has settled, and taken by a batch
 * when all have. Has no clock and opens nothing: times come with each call, in milliseconds.
 */
export class WatchState {
  readonly #settleMs: number;
  readonly #handled = new Map<string, Handled>();
  readonly #fresh = new Map<string, Fresh>();
  readonly #gone = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting>();
  #changedAt = Number.NEGATIVE_INFINITY;
  #pendingSince: number | undefined;

  constructor(
    settleMs: number,
    kept: Iterable<readonly [string, FileStamp & { readonly key: string }]>,
  ) {
    this.#settleMs = settleMs;
    for (const [file, { key, ...stamp }] of kept)
      this.#handled.set(file, { stamp, key, isKept: true });
  }

  /** Whether something is about to happen: then the next look is sooner. */
  isRestless(now: number): boolean {
    const isNews = this.#fresh.size > 0 || this.#gone.size > 0;
    return isNews && now - this.#changedAt <= MOST_WAIT_MS;
  }

  /** Whether any photo was taken that may be missed; the list is none. */
  hasPhotos(list: string | undefined): boolean {
    return this.#handled.size > (list !== undefined && this.#handled.has(list) ? 1 : 0);
  }

  /** Compares what is there with what was there. */
  look(files: ReadonlyMap<string, { readonly stamp: FileStamp }>, now: number): void {
    for (const [file, { stamp }] of files) this.#lookAt(file, stamp, now);
    for (const file of this.#fresh.keys()) if (!files.has(file)) this.#fresh.delete(file);
    for (const file of this.#handled.keys()) {
      if (files.has(file)) this.#gone.delete(file);
      else if (!this.#gone.has(file)) {
        this.#gone.set(file, now);
        this.#changedAt = now;
      }
    }
  }

  #lookAt(file: string, stamp: FileStamp, now: number): void {
    if (isSameStamp(this.#handled.get(file)?.stamp, stamp)) {
      this.#fresh.delete(file);
      return;
    }
    if (isSameStamp(this.#fresh.get(file)?.stamp, stamp)) return;
    this.#fresh.set(file, { stamp, since: now, isWhole: false });
    this.#changedAt = now;
  }

  /** Files that have settled and are not known to be whole. */
  toCheck(now: number): readonly string[] {
    return [...this.#fresh].flatMap(([file, { since, isWhole }]) =>
      this.#isSettled(since, now) && !isWhole ? [file] : [],
    );
  }

  checked(file: string, isWhole: boolean, now: number): void {
    const fresh = this.#fresh.get(file);
    if (fresh) this.#fresh.set(file, { damagedSince: now, ...fresh, isWhole });
  }

  /** The batch that is due, if one is. */
  due(now: number): Burst | undefined {
    const ready = [...this.#fresh].filter(([, fresh]) => this.#isReady(fresh, now));
    const files = new Map(ready.map(([file, { stamp }]) => [file, stamp]));
    const gone = [...this.#gone].flatMap(([file, since]) =>
      this.#isSettled(since, now) ? [file] : [],
    );
    const waiting = [...this.#waiting];
    const isDue = ({ since, isDue }: Waiting): boolean => isDue === true || now - since >= DAY_MS;
    if (files.size === 0 && gone.length === 0 && !waiting.some(([, one]) => isDue(one))) {
      this.#pendingSince = undefined;
      return undefined;
    }
    this.#pendingSince ??= now;
    // Who comes with a damaged file waits for it: in one batch with it they may fail.
    const isQuiet = this.#isSettled(this.#changedAt, now) && files.size === this.#fresh.size;
    if (!isQuiet && now - this.#pendingSince < MOST_WAIT_MS) return undefined;
    const retry = waiting.filter(([, one]) => isDue(one) || one.for === 'faces');
    return {
      files,
      blocked: new Set([...this.#fresh.keys()].filter((file) => !files.has(file))),
      gone,
      goneKeys: new Set(gone.map((file) => this.#handled.get(file)?.key ?? '')),
      retry: new Set(retry.map(([id]) => id)),
    };
  }

  #isSettled(since: number, now: number): boolean {
    return now - since >= this.#settleMs;
  }

  #isReady({ since, isWhole, damagedSince }: Fresh, now: number): boolean {
    if (!this.#isSettled(since, now)) return false;
    return isWhole || (damagedSince !== undefined && now - damagedSince >= PATIENCE_MS);
  }

  /**
   * A batch has ended, or there was nothing to do for it.
   *
   * @param waits what entries wait for that have failed
   * @returns what is to be remembered of it
   */
  ended(
    burst: Burst,
    plan: Planned,
    waits: ReadonlyMap<string, WaitsFor>,
    now: number,
  ): Remembered {
    this.#pendingSince = undefined;
    for (const id of [...this.#waiting.keys()]) if (!plan.all.has(id)) this.#waiting.delete(id);
    for (const [id, { key, files }] of plan.entries) {
      const what = waits.get(id);
      if (what === undefined) this.#waiting.delete(id);
      else this.#waiting.set(id, { for: what, key, since: now, files });
    }
    const forget = burst.gone.filter((file) => this.#handled.get(file)?.isKept);
    for (const file of burst.gone) {
      this.#handled.delete(file);
      this.#gone.delete(file);
    }
    for (const [file, stamp] of burst.files) {
      if (!plan.held.has(file)) this.#take(file, stamp);
    }
    return this.#remember(plan, forget);
  }

  /** A file that has changed meanwhile stays fresh. */
  #take(file: string, stamp: FileStamp): void {
    if (isSameStamp(this.#fresh.get(file)?.stamp, stamp)) this.#fresh.delete(file);
    const isKept = this.#handled.get(file)?.isKept ?? false;
    this.#handled.set(file, { stamp, key: '', isKept });
  }

  #remember(plan: Planned, gone: readonly string[]): Remembered {
    const unsure = new Set([...this.#waiting.values()].flatMap(({ files }) => files));
    const keep: { readonly file: string; readonly stamp: FileStamp }[] = [];
    const forget = [...gone];
    const note = (file: string, key: string, isDone: boolean): void => {
      const handled = this.#handled.get(file);
      if (!handled) return;
      this.#handled.set(file, { ...handled, key, isKept: isDone });
      if (isDone) keep.push({ file, stamp: handled.stamp });
      else if (handled.isKept) forget.push(file);
    };
    for (const { key, files } of plan.entries.values()) {
      for (const file of files) note(file, key, !unsure.has(file));
    }
    // A row without a photo is known by its list alone.
    const hasUnsureRow = [...this.#waiting.values()].some(({ files }) => files.length === 0);
    if (plan.list !== undefined) note(plan.list, '', !hasUnsureRow);
    return { keep, forget };
  }

  /** Others have changed users or faces: who has failed for that may pass. */
  heard({ keys, faces }: { readonly keys: ReadonlySet<string>; readonly faces: boolean }): void {
    for (const [id, one] of this.#waiting) {
      const isConcerned = one.for === 'faces' ? faces : one.for === 'user' && keys.has(one.key);
      if (isConcerned) this.#waiting.set(id, { ...one, isDue: true });
    }
  }

  /** Files that the database no longer remembers are new. */
  keepsOnly(kept: ReadonlySet<string>): void {
    for (const [file, { isKept }] of this.#handled) {
      if (isKept && !kept.has(file)) this.#handled.delete(file);
    }
  }
}
