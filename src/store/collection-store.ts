import type { MeasuredSpread } from '../domain/run-report.js';
import { Audit, type Origin } from './audit.js';
import type { Connection } from './database.js';
import { DuplicateExceptions } from './duplicate-exceptions.js';
import { type EnrollmentDays, enrollmentDays } from './enrollment-days.js';
import { GalleryExport } from './gallery-export.js';
import { GalleryFaces } from './gallery-faces.js';
import { GalleryUsers } from './gallery-users.js';
import { Holdings } from './holdings.js';
import { Removal } from './removal.js';
import { Renames } from './renames.js';
import type { Vault } from './secrets/vault.js';
import { templateSpreads } from './spreads.js';
import { StagedFaces } from './staged-faces.js';
import { TemplateExport } from './template-export.js';
import { TemplateStatuses } from './template-status.js';
import { Templates } from './templates.js';
import { Thresholds } from './thresholds.js';
import { Thumbnails } from './thumbnails.js';
import type { Transactions } from './transactions.js';
import { Upgrades } from './upgrades.js';
import { UserHistory } from './user-history.js';
import { UserTags } from './user-tags.js';
import { Users } from './users.js';

/** One collection, and the templates of one encoder in it. */
export interface CollectionStore {
  readonly users: Users;
  readonly tags: UserTags;
  readonly templates: Templates;
  readonly thumbnails: Thumbnails;
  readonly exceptions: DuplicateExceptions;
  readonly thresholds: Thresholds;
  readonly audit: Audit;
  readonly history: UserHistory;
  readonly holdings: Holdings;
  readonly removal: Removal;
  readonly renames: Renames;
  readonly staged: StagedFaces;
  readonly upgrades: Upgrades;
  /** Does all of `work` or nothing; `work` must be synchronous. */
  transaction<T>(work: () => T): T;
  /**
   * Like `transaction`, as soon as no other run writes.
   *
   * @throws the signal's reason if it is aborted.
   */
  inTurn<T>(work: () => T, signal: AbortSignal): Promise<T>;
  /** For work that can be repeated: commits do not wait for the disk. */
  repeatable<T>(work: () => Promise<T>): Promise<T>;
}

/** Read access to one collection, for lists: users, faces and the status of templates. */
export interface GalleryStore {
  readonly users: GalleryUsers;
  readonly faces: GalleryFaces;
  readonly exports: GalleryExport;
  readonly templates: TemplateExport;
  /** @param encoder the one that templates should be of */
  statuses(encoder: string): TemplateStatuses;
  /** How the measures and the quality of its templates are spread, of every encoder. */
  spreads(): readonly MeasuredSpread[];
  /** When its users and templates were enrolled, of every encoder. */
  days(): EnrollmentDays;
}

/** The tables of a collection, read and written through `vault`. */
export function collectionParts(
  db: Connection,
  vault: Vault,
  { name, encoder, origin }: { name: string; encoder: string; origin: Origin },
  transactions: Transactions,
): CollectionStore {
  const audit = new Audit(db, name, origin);
  const transaction: CollectionStore['transaction'] = (work) => transactions.once(work);
  const otherRuns = () => transactions.otherRuns();
  return {
    users: new Users(db, name),
    tags: new UserTags(db, name),
    templates: new Templates(db, name, encoder, vault),
    thumbnails: new Thumbnails(db, name, vault),
    exceptions: new DuplicateExceptions(db, name),
    thresholds: new Thresholds(db, name),
    audit,
    history: new UserHistory(db),
    holdings: new Holdings(db, name),
    removal: new Removal(db, name, audit, vault, { transaction, otherRuns }),
    renames: new Renames(db, name, audit, vault),
    transaction,
    inTurn: (work, signal) => transactions.inTurn(work, signal),
    repeatable: (work) => transactions.repeatable(work),
    staged: new StagedFaces(db, name, encoder, vault),
    upgrades: new Upgrades(db, name, encoder, audit),
  };
}

/** The tables of a collection, for lists. */
export function galleryParts(db: Connection, vault: Vault, name: string): GalleryStore {
  return {
    users: new GalleryUsers(db, name, vault),
    faces: new GalleryFaces(db, name),
    exports: new GalleryExport(db, name),
    templates: new TemplateExport(db, name, vault),
    statuses: (encoder) => new TemplateStatuses(db, name, encoder),
    spreads: () => templateSpreads(db, name),
    days: () => enrollmentDays(db, name),
  };
}
