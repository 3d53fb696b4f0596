import type { Entry, UserData } from '../domain/entry.js';
import { type Failure, fail } from '../domain/failures.js';
import { idChanged, usersCommand } from '../domain/id-changed.js';
import type { Outcome } from '../domain/outcome.js';
import { isSpelledLike, spellingDifference } from '../domain/spreadsheet/spelling.js';
import type { Consent } from './consent.js';
import type { ImportOptions } from './options.js';

/** A face in the database, as far as matching and deciding need it. */
export interface KnownFace {
  readonly faceId: string;
  readonly slot: number;
  readonly digest: string;
}

/** What the database has of the user that an entry means. */
export interface Stored {
  /** Stored user IDs that the entry's ID means; several only if case is ignored. */
  readonly userIds: readonly string[];
  /** Faces of that user, if there is exactly one. */
  readonly faces: readonly KnownFace[];
  /** What the row adds to that user's data, if it is to be overwritten. */
  readonly news?: UserData;
  /** Whether the user has agreed, if that is required. */
  readonly consent?: Consent;
  /** Tags from the entry and the options that the user lacks. */
  readonly newTags?: readonly string[];
}

/** What the database and the rest of the batch say about an entry. */
export interface Known extends Stored {
  /** For an unknown ID: users with similar IDs. */
  readonly near?: readonly string[];
  /** Other entries of the batch with the same user ID. */
  readonly sharing: readonly { readonly row: number | null; readonly file: string }[];
  /** For an unknown ID: users whom no row names, and whose ID it is another spelling of. */
  readonly formerIds?: readonly string[];
  /** For an unknown ID: the user, named in no row, who had it before a renaming. */
  readonly renamedTo?: string;
}

/** What happens to one photo (by slot; 0 for a row without one): an outcome, or `go on`. */
export type Verdict = Outcome | 'go on';

/**
 * Decides, before any photo is opened, what is to be done with an entry's photos. Pure. Returns one
 * verdict for each photo in order, or one for an entry without photos (`go on` then means that
 * there is a user to import).
 *
 * @param isWholeTruth whether users that are not named are to be deleted
 * @param place arguments that select the database and the collection in a command, for advice
 */
export function match(
  entry: Entry,
  known: Known,
  options: ImportOptions,
  isWholeTruth = false,
  place: readonly string[] = [],
): readonly Verdict[] {
  const count = Math.max(1, entry.photos.length);
  const failure =
    (isWholeTruth ? misspelled(entry, known, place) : undefined) ??
    entry.failure ??
    doubtOf(entry, known) ??
    sharingFailure(entry, known) ??
    userFailure(entry, known, options, place) ??
    known.consent?.failure;
  if (failure) return Array.from({ length: count }, () => failed(failure));
  if (entry.photos.length === 0) {
    return [userOnly(known, options)];
  }
  return entry.photos.map((photo) => {
    if (photo.failure) return failed(photo.failure);
    const taken = known.faces.some((face) => face.slot === photo.slot);
    const keep = taken && options.ifFaceExists === 'preserve';
    return keep ? { kind: 'unchanged', reason: 'FACE_PRESERVED' } : 'go on';
  });
}

function userOnly(known: Known, options: ImportOptions): Verdict {
  if (known.userIds.length === 0 || known.consent?.isNews) return 'go on';
  if (known.newTags?.length) return 'go on';
  if (options.ifUserExists === 'preserve') return { kind: 'unchanged', reason: 'USER_PRESERVED' };
  return known.news ? 'go on' : { kind: 'unchanged', reason: 'SAME_DATA' };
}

function sharingFailure(entry: Entry, { sharing }: Known): Failure | undefined {
  if (sharing.length === 0) return undefined;
  const { userId } = entry;
  if (entry.row !== undefined) {
    const rows = sharing.map((other) => other.row ?? 0);
    return fail('USER_ID_DUPLICATED', { userId, rows });
  }
  const files = [...entry.photos, ...sharing].map((photo) => photo.file).sort();
  return fail('MULTIPLE_FILES_FOR_USER', { userId, files });
}

/** An invalid ID that may nevertheless mean a user who would be deleted. */
function misspelled(entry: Entry, known: Known, place: readonly string[]): Failure | undefined {
  return entry.failure?.code === 'USER_ID_INVALID' ? respelled(entry, known, place) : undefined;
}

/** A new ID that a user named in no row had earlier, or another spelling of such a user's ID. */
function respelled(
  { userId, failure }: Entry,
  { formerIds, renamedTo }: Known,
  place: readonly string[],
): Failure | undefined {
  if (renamedTo !== undefined) {
    return idChanged({ userId, formerId: renamedTo, renamed: true }, place);
  }
  const [formerId] = formerIds ?? [];
  if (formerId === undefined) return undefined;
  const differs = spellingDifference(userId, formerId);
  const odd = failure?.code === 'USER_ID_INVALID';
  return idChanged({ userId, formerId, differs, odd }, place);
}

/** An odd name is only accepted if a user has exactly this ID. */
function doubtOf({ doubt }: Entry, { userIds }: Known): Failure | undefined {
  return userIds.length === 0 ? doubt : undefined;
}

const MEANT_ANOTHER =
  'If that is who is meant, correct the user ID in the error report, or rename the file and import the folder again; if not, import this user first.';

function meantTwin(userId: string, place: readonly string[]): string {
  const command = usersCommand('add', [userId], place);
  return `If that is who is meant, fill in the user ID in the error report, or rename the file and import the folder again; if not, make this user first (${command}).`;
}

function userFailure(
  entry: Entry,
  known: Known,
  options: ImportOptions,
  place: readonly string[],
): Failure | undefined {
  const { userId, user } = entry;
  const { userIds, renamedTo, near = [] } = known;
  if (userIds.length === 1) return undefined;
  if (userIds.length > 1) return fail('USER_NOT_FOUND', { userId, candidates: userIds });
  if (renamedTo !== undefined) return respelled(entry, known, place);
  if (options.missingUsers === 'refuse') {
    return fail('USER_NOT_FOUND', { userId, near }, near.length > 0 ? MEANT_ANOTHER : undefined);
  }
  // A file name that lost its zeros is not a new person.
  const twins = user === undefined ? near.filter((other) => isSpelledLike(userId, other)) : [];
  if (twins.length > 0)
    return fail('USER_NOT_FOUND', { userId, near: twins }, meantTwin(userId, place));
  return respelled(entry, known, place);
}

function failed(failure: Failure): Outcome {
  return { kind: 'failed', failure };
}
