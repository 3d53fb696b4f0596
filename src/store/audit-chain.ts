import { createHash } from 'node:crypto';
import type { AuditHead, AuditRow } from '../domain/audit.js';

/** The head of an empty audit: position 0 and the hash that the first row refers to. */
export const EMPTY_CHAIN: AuditHead = { position: 0, hash: '0'.repeat(64) };

/** What the hash of a row covers, in the order of `HashedValues`. */
export const HASHED_COLUMNS =
  'previous_hash, position, at, os_user, host, run_id, action, collection, user_id, face_id, detail, reference';

export type HashedValues = readonly [
  previousHash: string | null,
  position: number,
  at: string,
  osUser: string,
  host: string,
  runId: string | null,
  action: string,
  collection: string,
  userId: string | null,
  faceId: string | null,
  detail: string,
  reference: string | null,
];

/**
 * The hash of an audit row: lower-case hex SHA-256 of the UTF-8 bytes of a JSON array (no spaces,
 * as JSON.stringify writes it) of its columns: a number, texts, and null for NULL. It is part of
 * the interface (help topic "audit") and never changes.
 */
export function hashOf(values: HashedValues): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

/** The hash that a row should have. */
export function hashOfRow(row: Omit<AuditRow, 'hash'>): string {
  return hashOf([
    ...([row.previousHash, row.position, row.at, row.osUser, row.host, row.runId] as const),
    ...([row.action, row.collection, row.userId, row.faceId, row.detail, row.reference] as const),
  ]);
}
