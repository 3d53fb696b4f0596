import { statSync } from 'node:fs';
import type { ReportLook } from '../domain/reported.js';
import { Tallier } from '../domain/tally.js';
import type { Origin } from './audit.js';
import { AuditLog } from './audit-log.js';
import {
  type CollectionStore,
  collectionParts,
  type GalleryStore,
  galleryParts,
} from './collection-store.js';
import { Collections } from './collections.js';
import { HeldDatabase, type Holding } from './held-database.js';
import { DatabaseBusyError } from './lock.js';
import { ReportRows } from './report-rows.js';
import { RunJournal } from './run-journal.js';
import { livingRuns } from './run-locks.js';
import { type DueReport, type RunStart, Runs } from './runs.js';
import { Samples } from './samples.js';
import { type Access, openVault, type Secrets } from './secrets/open-vault.js';
import { type SecretRow, secretRows } from './secrets/secret-rows.js';
import { OPEN_VAULT } from './secrets/vault.js';
import type { Waiting } from './take-lock.js';
import { Transactions } from './transactions.js';
import { uuidv7 } from './uuid.js';
import { WorkList } from './work-list.js';

export type { CollectionStore, GalleryStore } from './collection-store.js';

/** What one run reads and writes of the database. */
export interface RunStore extends CollectionStore {
  readonly runId: string;
  readonly work: WorkList;
  readonly samples: Samples;
}

/** What comes through a pipe has a name, and is another input each time. */
function isFileOrFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return Boolean(stats?.isFile() || stats?.isDirectory());
}

/** How long a run that was interrupted waits for the transaction of another, in milliseconds. */
const ENDING_MS = 60_000;

/** One database file. */
export class Store {
  readonly runs: Runs;
  readonly reportRows: ReportRows;
  readonly auditLog: AuditLog;
  readonly collections: Collections;
  readonly #held: HeldDatabase;
  readonly #secrets: Secrets;
  readonly #transactions: Transactions;

  private constructor(held: HeldDatabase, secrets: Secrets) {
    this.#held = held;
    this.#secrets = secrets;
    this.#transactions = new Transactions(held, secrets.vault);
    this.runs = new Runs(held.db);
    this.reportRows = new ReportRows(held.db);
    this.auditLog = new AuditLog(held.db);
    this.collections = new Collections(held.db);
  }

  /**
   * Opens a database for a run; with `dryRun` nothing will be written to it. Otherwise a
   * key that is given for the first time encrypts what is in it.
   *
   * @throws {DatabaseError} when it cannot be used.
   * @throws {KeyError} when it is encrypted and `access` does not open it.
   * @throws {NoDatabaseError} when it must exist, and does not.
   * @throws {DatabaseBusyError} when another run is working on it.
   */
  static open(path: string, dryRun: boolean, access: Access & Holding = {}): Store {
    const held = HeldDatabase.open(path, dryRun, access);
    try {
      const writing = held.otherRuns().size > 0 ? 'beside runs' : 'alone';
      return new Store(held, openVault(held.db, path, access, dryRun ? 'nothing' : writing));
    } catch (error) {
      held.close();
      throw error;
    }
  }

  /** The journal of runs of a database, which another process may be writing. */
  journal(path: string): RunJournal {
    return new RunJournal(this.#held.db, new Set(livingRuns(path).keys()));
  }

  /**
   * @throws {DatabaseBusyError} when another run is at work on the same input for the same
   *   collection.
   */
  refuseSameInput(run: Pick<RunStart, 'command' | 'input' | 'collection'>): void {
    const other = this.runs.sameInput(run, this.#held.otherRuns().keys());
    if (!other || !isFileOrFolder(run.input)) return;
    const { processId, startedAt } = other;
    throw new DatabaseBusyError(
      `another run is working on ${run.input} (process ${processId}, since ${startedAt})`,
    );
  }

  /** Begins a run. `encoder` makes its templates; `extractor` names all that shapes a sample. */
  startRun(
    run: RunStart,
    parts: { encoder: string; extractor: string; ignoreCase: boolean },
    now: string,
  ): RunStore {
    const { collection, reference } = run;
    const runId = this.#held.dryRun ? 'dry-run' : uuidv7();
    if (!this.#held.dryRun) {
      this.refuseSameInput(run);
      this.#held.beginRun(runId);
      this.#held.db
        .prepare('INSERT OR IGNORE INTO collections (name, created_at) VALUES (?, ?)')
        .run(collection, now);
      this.#begin(runId, run, now);
    }
    return {
      ...this.collection(collection, parts.encoder, { runId, reference }),
      runId,
      work: new WorkList(this.#held.db, runId, parts.ignoreCase),
      samples: new Samples(this.#held.db, collection, parts.extractor, this.#sampleVault(), runId),
    };
  }

  /** What killed runs have left is kept as that of interrupted ones. */
  #begin(runId: string, run: RunStart, now: string): void {
    const living = this.#held.otherRuns();
    this.#transactions.once(() => {
      for (const one of this.reportRows.working()) if (!living.has(one)) this.#keepReported(one);
      this.runs.start(runId, run, living.keys(), now);
    });
  }

  /**
   * Ends a run in the transaction that makes its changes: how it ended, and what its error report
   * has. From then on it needs no samples: nobody's face stays behind who was not enrolled.
   *
   * @param facts what is counted beside its outcomes
   */
  finishRun({ runId, work, samples }: RunStore, facts: object = {}): void {
    if (this.#held.dryRun) return;
    const tallier = new Tallier();
    for (const item of work.outcomes()) tallier.add(item);
    this.#keepReported(runId);
    samples.clear(this.#held.otherRuns().keys());
    this.runs.finish(runId, { ...tallier.result(), ...facts }, new Date().toISOString());
  }

  /**
   * When a finished run is reported, with its `summary` if it came to one: what changed something
   * or failed stays in the journal of runs.
   */
  closeRun({ runId, work, samples }: RunStore, summary?: object): void {
    if (this.#held.dryRun) return;
    this.#transactions.once(() => {
      work.items.clear();
      this.runs.setReported(runId, summary);
    });
    this.#held.endRun();
    const { vault } = this.#secrets;
    const { collection } = samples;
    // Others of the collection seal with the same key; the last of them destroys it.
    if (this.runs.isAtWork(collection, this.#held.otherRuns().keys())) return;
    this.#transactions.afterCommit(() => vault.destroySampleKey(collection));
  }

  /**
   * Waits until no other run writes, for a minute at most: one that was interrupted has to say so,
   * and whoever interrupted it does not wait for longer.
   */
  untilWritable(): Promise<void> {
    return this.#transactions.inTurn(() => {}, undefined, ENDING_MS);
  }

  /** Ends a run that has changed nobody; its samples stay for the one that goes on with it. */
  breakOffRun(
    { runId, work }: RunStore,
    status: 'interrupted' | 'failed',
    summary: object = {},
  ): void {
    if (this.#held.dryRun) return;
    this.#transactions.once(() => {
      this.#keepReported(runId);
      work.items.clear();
      this.runs.breakOff(runId, status, summary, new Date().toISOString());
    });
    this.#held.endRun();
  }

  #keepReported(runId: string): void {
    this.reportRows.keep(runId, this.runs.layoutOf(runId) as ReportLook | undefined);
  }

  /** A collection for what is no run, or for one run; it need not exist to be read. */
  collection(name: string, encoder: string, origin: Origin = {}): CollectionStore {
    const named = { name, encoder, origin };
    return collectionParts(this.#held.db, this.#secrets.vault, named, this.#transactions);
  }

  /** What there is in a collection, to be listed. */
  gallery(name: string): GalleryStore {
    return galleryParts(this.#held.db, this.#secrets.vault, name);
  }

  /** From now on until the database is closed, everything is read as it is at this moment. */
  holdStill(): void {
    this.#held.db.exec('BEGIN');
  }

  /** The runs that were killed when they had ended, and were not reported; told of once. */
  takeDueReports(): readonly DueReport[] {
    return this.runs.takeDueReports(this.#held.otherRuns().keys());
  }

  /** Lets other runs begin, decide and apply: this one has nothing to write but its own work. */
  letOthersIn(): void {
    this.#held.letOthersIn();
  }

  /**
   * Keeps others from writing again, as soon as a run that decides and applies is done. What was
   * read of users and faces before may be out of date.
   *
   * @throws {DatabaseBusyError} when it takes too long.
   */
  async takeAgain(waiting: Waiting): Promise<void> {
    await this.#held.takeAgain(waiting);
    this.#secrets.vault.forget();
  }

  /** How embeddings and images are kept, and what opening did to them. */
  get secrets(): Secrets {
    return this.#secrets;
  }

  /** Every secret of every collection and encoder, opened where it opens. */
  secretRows(): Generator<SecretRow> {
    return secretRows(this.#held.db, this.#secrets.vault);
  }

  /** Samples of a dry run never leave the memory, and no key is made for them. */
  #sampleVault(): Secrets['vault'] {
    return this.#held.dryRun ? OPEN_VAULT : this.#secrets.vault;
  }

  close(): void {
    this.#secrets.vault.close();
    this.#held.close();
  }
}
