import { type ApiKey, apiKeyDetail } from '../../domain/api-key.js';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { alternatives, quoted } from '../../domain/text.js';
import { type Context, changesOf } from '../context.js';
import { type ListedKey, listedKey } from './listed-key.js';

/** What became of a key. */
export interface RevokedApiKey {
  readonly key: ListedKey;
  readonly action: 'KEY_REVOKED' | 'UNCHANGED';
}

/**
 * Revokes an API key; one that is revoked already stays as it is.
 *
 * @throws {FatalError} when there is no such key, or more than one begins so.
 */
export function revokeKey(
  context: Context,
  { keyId: named }: { readonly keyId: string },
): RevokedApiKey {
  const { apiKeys } = context.store;
  const { audit, transaction } = changesOf({ ...context, collection: '' });
  const now = new Date().toISOString();
  return transaction(() => {
    const before = keyNamed(apiKeys.list(), named);
    if (!apiKeys.revoke(before.keyId, now)) {
      return { key: listedKey(before, now), action: 'UNCHANGED' };
    }
    audit.record('KEY_REVOKED', {}, apiKeyDetail(before), now);
    return { key: listedKey({ ...before, revokedAt: now }, now), action: 'KEY_REVOKED' };
  });
}

/** The key of an ID or its beginning; of those revoked only if no other begins so. */
function keyNamed(keys: readonly ApiKey[], named: string): ApiKey {
  if (named === '')
    throw new UsageError('the key ID is empty: "faceenroll keys list" shows all key IDs');
  const beginning = keys.filter(({ keyId }) => keyId.startsWith(named));
  const unrevoked = beginning.filter(({ revokedAt }) => revokedAt === null);
  const [key, other] = unrevoked.length > 0 ? unrevoked : beginning;
  if (key && !other) return key;
  if (!key) {
    throw new FatalError(
      `there is no API key ${quoted(named)}: "faceenroll keys list" shows all key IDs`,
    );
  }
  const meant = beginning.map(({ keyId, name }) => `${keyId} (${quoted(name)})`);
  throw new FatalError(`${quoted(named)} may be ${alternatives(meant)}: name more of it`);
}
