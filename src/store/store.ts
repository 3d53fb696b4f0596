import { Answers } from './answers.js';
import { ApiKeys } from './api-keys.js';
import { Audit, type Origin } from './audit.js';
import { AuditLog } from './audit-log.js';
import {
  type CollectionStore,
  collectionParts,
  type GalleryStore,
  galleryParts,
} from './collection-store.js';
import { Collections } from './collections.js';
import { DeskStore } from './desk-store.js';
import { type GalleryNews, galleryNews } from './gallery-news.js';
import { GroupRows } from './group-rows.js';
import { HeldDatabase, type Holding } from './held-database.js';
import { Consents } from './links/consents.js';
import { Links } from './links/links.js';
import { Mails } from './links/mails.js';
import { People } from './links/people.js';
import { Submissions } from './links/submissions.js';
import { Publications } from './publications/publications.js';
import { PublishedFaces } from './publications/published-faces.js';
import { ReportRows } from './report-rows.js';
import { RunJournal } from './run-journal.js';
import { RunLife } from './run-life.js';
import { unendedRuns } from './run-locks.js';
import { RunReportRows } from './run-report-rows.js';
import { Runs } from './runs.js';
import { type Access, openVault, type Secrets } from './secrets/open-vault.js';
import { type SecretRow, secretRows } from './secrets/secret-rows.js';
import { ServerRuns } from './server-runs.js';
import type { Waiting } from './take-lock.js';
import { Transactions } from './transactions.js';
import { WatchedFiles } from './watched-files.js';
import { workInMemory } from './work-tables.js';

export type { CollectionStore, GalleryStore } from './collection-store.js';
export type { RunStore } from './run-life.js';

/** One database file. */
export class Store {
  readonly runs: Runs;
  readonly runLife: RunLife;
  readonly reportRows: ReportRows;
  readonly auditLog: AuditLog;
  readonly collections: Collections;
  readonly apiKeys: ApiKeys;
  readonly answers: Answers;
  readonly serverRuns: ServerRuns;
  readonly #held: HeldDatabase;
  readonly #secrets: Secrets;
  readonly #transactions: Transactions;
  #desk: DeskStore | undefined;
  #links: Links | undefined;
  #mails: Mails | undefined;
  #people: People | undefined;
  #consents: Consents | undefined;
  #submissions: Submissions | undefined;
  #publications: Publications | undefined;
  /** Of changes, when others were let in. */
  #left: number | undefined;

  private constructor(held: HeldDatabase, secrets: Secrets) {
    this.#held = held;
    this.#secrets = secrets;
    this.#transactions = new Transactions(held, secrets.vault);
    this.runs = new Runs(held.db);
    this.reportRows = new ReportRows(held.db);
    this.auditLog = new AuditLog(held.db);
    this.collections = new Collections(held.db);
    this.apiKeys = new ApiKeys(held.db, secrets.vault);
    this.answers = new Answers(held.db, secrets.vault);
    this.serverRuns = new ServerRuns(held, this.runs);
    this.runLife = new RunLife({
      ...{ held, vault: secrets.vault, transactions: this.#transactions },
      ...{ runs: this.runs, reportRows: this.reportRows },
      collection: (name, encoder, origin) => this.collection(name, encoder, origin),
    });
  }

  /**
   * Opens a database for a run; with `dryRun` nothing is written to it. Otherwise a key given for
   * the first time encrypts it.
   *
   * @throws {DatabaseError} if it cannot be used.
   * @throws {KeyError} if it is encrypted and `access` does not open it.
   * @throws {NoDatabaseError} if it must exist and does not.
   * @throws {DatabaseBusyError} if another run is working on it.
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

  // Made when they are asked for: their statements would be a quarter of what opening takes.

  get links(): Links {
    this.#links ??= new Links(this.#held.db);
    return this.#links;
  }

  get mails(): Mails {
    this.#mails ??= new Mails(this.#held.db);
    return this.#mails;
  }

  get people(): People {
    this.#people ??= new People(this.#held.db);
    return this.#people;
  }

  get consents(): Consents {
    this.#consents ??= new Consents(this.#held.db);
    return this.#consents;
  }

  get submissions(): Submissions {
    this.#submissions ??= new Submissions(this.#held.db, this.#secrets.vault);
    return this.#submissions;
  }

  get publications(): Publications {
    this.#publications ??= new Publications(this.#held.db);
    return this.#publications;
  }

  /** The faces of a collection as they are published. */
  publishedFaces(collection: string): PublishedFaces {
    return new PublishedFaces(this.#held.db, collection, this.#secrets.vault);
  }

  /** The journal of runs of a database that another process may be writing. */
  journal(path: string): RunJournal {
    return new RunJournal(this.#held.db, unendedRuns(path));
  }

  /** What a run keeps for its report. */
  runReport(runId: string): RunReportRows {
    return new RunReportRows(this.#held.db, runId);
  }

  /** A collection outside a run, or for one run; to be read, it need not exist. */
  collection(name: string, encoder: string, origin: Origin = {}): CollectionStore {
    const named = { name, encoder, origin };
    return collectionParts(this.#held.db, this.#secrets.vault, named, this.#transactions);
  }

  /** The audit of a collection, for what needs nothing else of it: all of it takes a while to make. */
  audit(collection: string, origin: Origin = {}): Audit {
    return new Audit(this.#held.db, collection, origin);
  }

  /** The content of a collection, for lists. */
  gallery(name: string): GalleryStore {
    return galleryParts(this.#held.db, this.#secrets.vault, name);
  }

  /** What a watch remembers of a folder. */
  watchedFiles(collection: string, folder: string, rules: string): WatchedFiles {
    return new WatchedFiles(this.#held.db, collection, folder, rules);
  }

  /** See `galleryNews`. */
  galleryNews(collection: string, after: Parameters<typeof galleryNews>[2]): GalleryNews {
    return galleryNews(this.#held.db, collection, after);
  }

  /** What a report on groups of users reads. */
  groupRows(collection: string): GroupRows {
    return new GroupRows(this.#held.db, collection);
  }

  /** Until the database is closed, everything is read as it is at this moment. */
  holdStill(): void {
    this.#held.db.exec('BEGIN');
  }

  /**
   * Where requests are decided one by one, in memory. From then on nothing else may work with the
   * runs of this connection.
   */
  desk(): DeskStore {
    this.#desk ??= this.#makeDesk();
    return this.#desk;
  }

  #makeDesk(): DeskStore {
    if (!this.#held.dryRun) this.#held.db.exec(workInMemory());
    return new DeskStore(this.#held.db, {
      collection: (name, encoder) => this.collection(name, encoder),
    });
  }

  /** See `Transactions.spanning`. */
  spanning<T>(work: () => Promise<T>, patienceMs: number): Promise<T> {
    return this.#transactions.spanning(work, patienceMs);
  }

  /** Reads the database as it is at one moment; `work` must be synchronous. */
  atOnce<T>(work: () => T): T {
    return this.#held.db.transaction(work).deferred();
  }

  /** All of `work` or nothing, also as a part of a longer transaction; `work` must be synchronous. */
  once<T>(work: () => T): T {
    return this.#transactions.once(work);
  }

  /** See `Transactions.inTurn`. */
  inTurn<T>(work: () => T): Promise<T> {
    return this.#transactions.inTurn(work);
  }

  /** An error may have ended the transaction. */
  get isInTransaction(): boolean {
    return this.#held.db.inTransaction;
  }

  /** Lets other runs begin, decide and apply: this one now writes only its own work. */
  letOthersIn(): void {
    this.#left = this.#version();
    this.#held.letOthersIn();
  }

  /**
   * Keeps others from writing again once a run that decides and applies is done. Users and faces
   * read before may be out of date.
   *
   * @throws {DatabaseBusyError} if that takes too long.
   */
  async takeAgain(waiting: Waiting): Promise<void> {
    await this.#held.takeAgain(waiting);
    this.#secrets.vault.forget();
  }

  /**
   * Takes the database again at once. False if it is not as it was when others were let in: then
   * nothing that was read from it may be used, and it has to be closed. Only for a database that is
   * not encrypted.
   *
   * @throws {DatabaseBusyError} if another process is working on it.
   */
  takeUnchanged(): boolean {
    this.#held.takeNow();
    return this.#held.isInPlace && this.#version() === this.#left;
  }

  /** SQLite's number of the changes by others. */
  #version(): number {
    return this.#held.db.pragma('data_version', { simple: true }) as number;
  }

  /** How embeddings and images are kept, and what opening did to them. */
  get secrets(): Secrets {
    return this.#secrets;
  }

  /** Every secret of every collection and encoder, opened where possible. */
  secretRows(): Generator<SecretRow> {
    return secretRows(this.#held.db, this.#secrets.vault);
  }

  close(): void {
    this.#secrets.vault.close();
    this.#held.close();
  }
}
