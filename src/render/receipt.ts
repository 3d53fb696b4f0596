import type { AuditSpan, Deleted } from '../domain/deletion.js';
import type { PublishedDeletion } from '../domain/publication.js';
import { countsOf } from './deletions.js';

/** A destruction receipt: what was deleted, when, by whom and why. No biometric data. */
export interface ReceiptFacts {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: { readonly osUser: string; readonly host: string };
  /** As the operator gave it: "purge --due". */
  readonly command: string;
  readonly database: string;
  readonly collection: string;
  readonly deleted: readonly Deleted[];
  /** Whether the bytes were overwritten in all files when the receipt was written. */
  readonly erased: boolean;
  /** Tables of other databases that the faces were published to, and whether they were deleted there; null: not known. */
  readonly published: readonly PublishedDeletion[] | null;
}

/** Increase it when the meaning of a member changes. */
const FORMAT = 1;

/** The receipt as a JSON document. */
export function receiptText({ deleted, ...facts }: ReceiptFacts): string {
  const head = { document: 'faceenroll destruction receipt', format: FORMAT };
  const body = { ...head, ...facts, counts: countsOf(deleted), audit: spanOf(deleted), deleted };
  return `${JSON.stringify(body, null, 2)}\n`;
}

/** The audit rows of all deletions. */
export function spanOf(deleted: readonly Deleted[]): AuditSpan | null {
  const [first, last] = [deleted[0], deleted.at(-1)];
  return first && last ? { from: first.audit.from, to: last.audit.to } : null;
}
