import type { AuditSpan, Deleted, Deletion, DeletionReason } from '../domain/deletion.js';
import { count, jsonLine, printable } from '../domain/text.js';

/** So many users of a kind are told on the screen; --json tells all. */
const TOLD = 20;

const REASONS: Readonly<Record<DeletionReason, string>> = {
  RETENTION_ENDED: 'retain_until',
  EXPIRED: 'expiry_datetime',
  NAMED: 'named',
  NOT_IN_CSV: 'not in the CSV',
};

/** How many of each kind. */
export interface DeletionCounts {
  /** Users who go with everything. */
  readonly users: number;
  /** Users who stay without a face. */
  readonly faces: number;
  readonly templates: number;
  readonly profileImages: number;
}

/** What became of a plan. */
export interface DeletionSummary extends DeletionCounts {
  readonly dryRun: boolean;
  readonly audit: AuditSpan | null;
  /** Path of the receipt. */
  readonly receipt: string | null;
}

export function countsOf(deletions: readonly (Deletion | Deleted)[]): DeletionCounts {
  const users = deletions.filter(({ what }) => what === 'user').length;
  return {
    users,
    faces: deletions.length - users,
    templates: deletions.reduce((sum, one) => sum + templatesOf(one), 0),
    profileImages: deletions.filter(({ profileImage }) => profileImage).length,
  };
}

/** The plan for people. */
export function planText(deletions: readonly Deletion[], collection: string): string {
  const where = `the collection "${printable(collection)}"`;
  if (deletions.length === 0) return `Nothing is to be deleted from ${where}.\n`;
  const users = deletions.filter(({ what }) => what === 'user');
  const faces = deletions.filter(({ what }) => what === 'faces');
  const lines = [
    `To be deleted from ${where}:`,
    ...group(`${count(users.length, 'user')}, with all that is stored of them`, users),
    ...group(`the faces of ${count(faces.length, 'user')}; the users stay`, faces),
  ];
  return `${lines.join('\n')}\n`;
}

function group(title: string, deletions: readonly Deletion[]): readonly string[] {
  if (deletions.length === 0) return [];
  const rest = deletions.length - TOLD;
  return [
    `  ${title}`,
    ...deletions.slice(0, TOLD).map(planLine),
    ...(rest > 0 ? [`    and ${count(rest, 'other')} (--json lists all)`] : []),
  ];
}

function planLine({ userId, reason, date, templates, profileImage }: Deletion): string {
  const why = date === null ? REASONS[reason] : `${REASONS[reason]} ${printable(date)}`;
  const has = [
    ...(templates > 0 ? [count(templates, 'template')] : []),
    ...(profileImage ? ['profile image'] : []),
  ];
  const what = has.length > 0 ? has.join(', ') : 'no face';
  return `    ${printable(userId).padEnd(16)}  ${why.padEnd(26)}  ${what}`;
}

/** How it ended, for people. */
export function deletedText({ dryRun, audit, receipt, ...counts }: DeletionSummary): string {
  const { users, faces, templates, profileImages } = counts;
  if (users + faces === 0) return '';
  if (dryRun) return 'Dry run: nothing was deleted.\n';
  const who = [
    ...(users > 0 ? [count(users, 'user')] : []),
    ...(faces > 0 ? [`the faces of ${count(faces, 'user')}`] : []),
  ];
  const what = `${count(templates, 'template')}, ${count(profileImages, 'profile image')}`;
  const rows = audit ? `Audit rows ${audit.from} to ${audit.to}; r` : 'R';
  return `Deleted: ${who.join(' and ')} (${what}).\n${rows}eceipt: ${printable(receipt ?? 'none')}\n`;
}

/** One line of `--json` for each user of a plan. */
export function deletionEvent(deletion: Deletion): string {
  return jsonLine({ event: 'deletion', ...deletion });
}

/** The last line of `--json`. */
export function deletionsEvent(summary: DeletionSummary & { readonly exitCode: number }): string {
  return jsonLine({ event: 'deletions', ...summary });
}

function templatesOf(one: Deletion | Deleted): number {
  return 'templates' in one ? one.templates : one.faceIds.length;
}
