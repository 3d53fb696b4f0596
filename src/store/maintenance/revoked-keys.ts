import { apiKeyDetail } from '../../domain/api-key.js';
import { ApiKeys } from '../api-keys.js';
import type { Audit } from '../audit.js';
import type { Connection } from '../connection.js';
import { openDatabaseFile } from '../database.js';
import { OPEN_VAULT } from '../secrets/vault.js';
import { isOfDatabase } from './present.js';

/** An API key that was revoked, and when. */
export interface RevokedKey {
  readonly keyId: string;
  readonly revokedAt: string;
}

/**
 * The API keys that the present database has revoked; none if it cannot be read, or is of a version
 * without API keys.
 */
export function revokedKeysIn(path: string): readonly RevokedKey[] {
  try {
    const present = openDatabaseFile(path);
    try {
      return present
        .prepare<[], RevokedKey>(
          `SELECT key_id AS keyId, revoked_at AS revokedAt FROM api_keys
           WHERE revoked_at IS NOT NULL ORDER BY key_id`,
        )
        .all();
    } finally {
      present.close();
    }
  } catch (error) {
    if (!isOfDatabase(error)) throw error;
    return [];
  }
}

/** Revokes them in a backup made before, too: a restore gives nobody access again. */
export function revokeAgain(
  db: Connection,
  revoked: readonly RevokedKey[],
  audit: Audit,
  now: string,
): void {
  // What is deleted needs no key.
  const keys = new ApiKeys(db, OPEN_VAULT);
  for (const { keyId, revokedAt } of revoked) {
    const key = keys.find(keyId);
    if (!key || !keys.revoke(keyId, revokedAt)) continue;
    audit.record('KEY_REVOKED', {}, apiKeyDetail(key), now);
  }
}
