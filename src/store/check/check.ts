import type { Finding } from '../../domain/findings.js';
import { printable } from '../../domain/text.js';
import type { Connection } from '../connection.js';
import { openDatabaseFile } from '../database.js';
import { expectFrozen } from '../frozen.js';
import { type Contents, contentsOf } from '../maintenance/contents.js';
import { refuseOther } from '../migrate.js';
import { unendedRuns } from '../run-locks.js';
import { openVault, type Secrets } from '../secrets/open-vault.js';
import { RowsNow } from '../secrets/rows-now.js';
import type { MasterKey, Vault } from '../secrets/vault.js';
import { checkApiKeys } from './api-keys.js';
import { checkAudit } from './audit.js';
import { checkFiles } from './files.js';
import { checkKeys } from './keys.js';
import { checkLinks } from './links.js';
import { checkProfileImages } from './profile-images.js';
import { checkPublications } from './publications.js';
import { checkRuns } from './runs.js';
import { checkJson, checkPages, checkReferences } from './structure.js';
import { checkTemplates } from './templates.js';
import { checkThumbnails } from './thumbnails.js';
import { checkUsers } from './users.js';
import { checkWaitingPhotos } from './waiting-photos.js';

export interface CheckView {
  /** A step without a measurable progress. */
  onStep(step: string): void;
  /** Rows checked so far. */
  onRows(step: string, done: number, of: number): void;
}

export interface Checked extends Contents {
  /** Whether templates and images were checked: an encrypted database needs its key. */
  readonly secretsOpened: boolean;
}

/** Rows between two progress reports. */
const PAGE = 1000;

/**
 * Checks everything that can be wrong with a database, as it is at one moment, and returns what it
 * contains. Writes nothing; an import may run meanwhile.
 *
 * @throws {DatabaseError} if it cannot be opened or is not a faceenroll database.
 * @throws {KeyError} if it is encrypted with another key.
 */
export function* checkDatabase(
  path: string,
  key: MasterKey | undefined,
  view: CheckView,
): Generator<Finding, Checked> {
  const db = openDatabaseFile(path);
  const now = new RowsNow(path);
  let secrets: Secrets | undefined;
  try {
    refuseOther(path, db);
    secrets = openVault(db, path, { key, withoutSecrets: key === undefined }, 'nothing');
    const secretsOpened = !secrets.isEncrypted || key !== undefined;
    // Read before and after the snapshot: a run may begin or end just then.
    const before = unendedRuns(path);
    db.exec('BEGIN');
    const contents = contentsOf(db);
    const living = new Set([...before, ...unendedRuns(path)]);
    const vault = secretsOpened ? secrets.vault : undefined;
    for (const findings of parts({ db, path, living, contents, vault, now }, view)) {
      yield* withDamage(findings);
    }
    expectFrozen(db);
    return { ...contents, secretsOpened };
  } finally {
    secrets?.vault.close();
    now.close();
    db.close();
  }
}

interface Looking {
  readonly db: Connection;
  readonly path: string;
  readonly living: ReadonlySet<string>;
  readonly contents: Contents;
  /** Undefined if secrets cannot be opened. */
  readonly vault: Vault | undefined;
  readonly now: RowsNow;
}

/** The parts of the check in order, each reported as it begins. */
function* parts(
  { db, path, living, contents, vault, now }: Looking,
  view: CheckView,
): Generator<Iterable<Finding>> {
  const { users, templates, thumbnails, profileImages, waitingPhotos } = contents;
  view.onStep('Checking the file');
  yield checkPages(db);
  yield checkReferences(db);
  yield checkJson(db);
  yield checkKeys(db, path);
  yield checkUsers(db, counter(view, 'Users', users));
  yield checkTemplates(db, vault, now, counter(view, 'Templates', templates));
  yield checkThumbnails(db, vault, now, counter(view, 'Thumbnails', thumbnails));
  yield checkProfileImages(db, vault, now, counter(view, 'Profile images', profileImages));
  yield checkWaitingPhotos(db, vault, now, counter(view, 'Waiting photos', waitingPhotos));
  yield checkLinks(db);
  yield checkApiKeys(db, vault, now);
  yield checkRuns(db, living);
  yield checkPublications(db);
  view.onStep('Checking the audit');
  yield checkAudit(db);
  yield checkFiles(path);
}

function counter({ onRows }: CheckView, step: string, of: number): () => void {
  let done = 0;
  return () => {
    done += 1;
    if (done % PAGE === 0) onRows(step, done, of);
  };
}

/** Damaged pages of one table end its part of the check, not the others. */
function* withDamage(findings: Iterable<Finding>): Generator<Finding> {
  try {
    yield* findings;
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_CORRUPT')) throw error;
    const message = `a part cannot be read: ${printable((error as Error).message)}`;
    yield { code: 'DATABASE_DAMAGED', message };
  }
}
