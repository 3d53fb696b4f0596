import type { AuditSpan, Deleted, Deletion, DeletionReason } from '../domain/deletion.js';
import { count, jsonLine, listed, printable } from '../domain/text.js';

/** Users of a kind shown on the screen; --json has all. */
const SHOWN = 20;

const REASONS: Readonly<Record<DeletionReason, string>> = {
  RETENTION_ENDED: 'retain_until',
  EXPIRED: 'expiry_datetime',
  NAMED: 'named',
  NOT_IN_CSV: 'not in the CSV',
};

export interface DeletionCounts {
  /** Users deleted with everything. */
  readonly users: number;
  /** Users whose faces alone are deleted. */
  readonly faces: number;
  readonly templates: number;
  readonly thumbnails: number;
  readonly profileImages: number;
  /** Photos that waited for review. */
  readonly waitingPhotos: number;
}

/** The result of a plan. */
export interface DeletionSummary extends DeletionCounts {
  readonly dryRun: boolean;
  readonly audit: AuditSpan | null;
  readonly receipt: string | null;
  /** After a sync: users missing from the CSV who stay, since a row may be theirs. */
  readonly kept?: readonly string[];
}

/** How much is deleted, or would be. */
export function countsOf(deletions: readonly (Deletion | Deleted)[]): DeletionCounts {
  const users = deletions.filter(({ what }) => what === 'user').length;
  return {
    users,
    faces: deletions.filter(({ what }) => what === 'faces').length,
    templates: deletions.reduce((sum, one) => sum + templatesOf(one), 0),
    thumbnails: deletions.reduce((sum, one) => sum + one.thumbnails, 0),
    profileImages: deletions.filter(({ profileImage }) => profileImage).length,
    waitingPhotos: deletions.filter(({ waitingPhoto }) => waitingPhoto).length,
  };
}

/** The plan for people. */
export function planText(deletions: readonly Deletion[], collection: string): string {
  const where = `the collection "${printable(collection)}"`;
  if (deletions.length === 0) return `Nothing is to be deleted from ${where}.\n`;
  const users = deletions.filter(({ what }) => what === 'user');
  const faces = deletions.filter(({ what }) => what === 'faces');
  const single = deletions.filter(({ what }) => what === 'templates').flatMap(faceLines);
  const lines = [
    `To be deleted from ${where}:`,
    ...group(
      `${count(users.length, 'user')}, with all that is stored of them`,
      users.map(planLine),
    ),
    ...group(`the faces of ${count(faces.length, 'user')}; the users stay`, faces.map(planLine)),
    ...group(`${count(single.length, 'face')}; the users stay`, single),
  ];
  return `${lines.join('\n')}\n`;
}

/** Users missing from a CSV who stay, with the row that may be theirs. */
export function recognizedText(
  recognized: ReadonlyMap<string, { readonly row: number | undefined }>,
): string {
  if (recognized.size === 0) return '';
  const lines = [...recognized].map(
    ([userId, { row }]) => `    ${printable(userId).padEnd(16)}  row ${row ?? '?'}`,
  );
  const title = `${count(recognized.size, 'user')} not named in the CSV, but possibly meant by one of its rows`;
  return `${['Not to be deleted:', ...group(title, lines)].join('\n')}\n`;
}

function group(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - SHOWN;
  return [
    `  ${title}`,
    ...lines.slice(0, SHOWN),
    ...(rest > 0 ? [`    and ${count(rest, 'other')} (--json lists all)`] : []),
  ];
}

function planLine(deletion: Deletion): string {
  const { userId, reason, date, templates, thumbnails, profileImage, waitingPhoto } = deletion;
  const why = date === null ? REASONS[reason] : `${REASONS[reason]} ${printable(date)}`;
  const has = [
    ...(templates > 0 ? [count(templates, 'template')] : []),
    ...(thumbnails > 0 ? [count(thumbnails, 'thumbnail')] : []),
    ...(profileImage ? ['profile image'] : []),
    ...(waitingPhoto ? ['waiting photo'] : []),
  ];
  const what = has.length > 0 ? has.join(', ') : 'no face';
  return `    ${printable(userId).padEnd(16)}  ${why.padEnd(26)}  ${what}`;
}

/** A line for each face; the first one includes the user's profile image. */
function faceLines({ userId, faceIds = [], profileImage }: Deletion): readonly string[] {
  const image = (i: number) => (profileImage && i === 0 ? ' (and the profile image)' : '');
  return faceIds.map((faceId, i) => `    ${faceId}  ${printable(userId)}${image(i)}`);
}

/** The result for people. */
export function deletedText({ kept = [], ...summary }: DeletionSummary): string {
  const stay = kept.length > 0 ? `Kept: ${keptText(kept)}.\n` : '';
  return `${goneText(summary)}${stay}`;
}

/** Users who stay although the CSV does not name them: their rows failed with ID_CHANGED. */
function keptText(kept: readonly string[]): string {
  const who = kept.length > SHOWN ? '' : ` (${listed(kept.map(printable), SHOWN)})`;
  return `${count(kept.length, 'user')}${who}, since a row of the CSV may be theirs: see ID_CHANGED and the rows that failed`;
}

function goneText({ dryRun, audit, receipt, ...counts }: DeletionSummary): string {
  const { users, faces, templates } = counts;
  if (users + faces + templates === 0) return '';
  if (dryRun) return 'Dry run: nothing was deleted.\n';
  const who = [
    ...(users > 0 ? [count(users, 'user')] : []),
    ...(faces > 0 ? [`the faces of ${count(faces, 'user')}`] : []),
  ];
  const what = whatText(counts);
  const all = who.length > 0 ? `${who.join(' and ')} (${what})` : what;
  return `Deleted: ${all}.\n${proofText(audit, receipt)}`;
}

function whatText(counts: DeletionCounts): string {
  const { templates, thumbnails, profileImages, waitingPhotos } = counts;
  return [
    ...[count(templates, 'template'), count(thumbnails, 'thumbnail')],
    count(profileImages, 'profile image'),
    ...(waitingPhotos > 0 ? [count(waitingPhotos, 'waiting photo')] : []),
  ].join(', ');
}

/** Where the deletion is recorded. */
function proofText(audit: AuditSpan | null, receipt: string | null): string {
  const proofs = [
    ...(audit ? [`Audit rows ${audit.from} to ${audit.to}`] : []),
    ...(receipt === null ? [] : [`${audit ? 'r' : 'R'}eceipt: ${printable(receipt)}`]),
  ];
  // The path ends the line, so that it can be copied.
  return proofs.length === 0 ? '' : `${proofs.join('; ')}${receipt === null ? '.' : ''}\n`;
}

/** What is to be deleted with a collection or, with `done`, what was. */
export function collectionText(name: string, { done, ...summary }: CollectionText): string {
  const { users, audit } = summary;
  const collection = `the collection "${printable(name)}" with ${count(users, 'user')} (${whatText(summary)}).\n`;
  return done ? `Deleted: ${collection}${proofText(audit, null)}` : `To be deleted: ${collection}`;
}

type CollectionText = DeletionSummary & { readonly done: boolean };

/** One line of `--json` for each user of a plan. */
export function deletionEvent(deletion: Deletion): string {
  return jsonLine({ event: 'deletion', ...deletion });
}

/** The last line of `--json`; `deletedCollection` is the name of one deleted as a whole. */
export function deletionsEvent(
  summary: DeletionSummary & { readonly exitCode: number; readonly deletedCollection?: string },
): string {
  return jsonLine({ event: 'deletions', ...summary });
}

function templatesOf(one: Deletion | Deleted): number {
  return 'templates' in one ? one.templates : one.faceIds.length;
}
