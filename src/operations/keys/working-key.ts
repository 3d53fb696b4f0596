import { apiKeyState } from '../../domain/api-key.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { Store } from '../../store/store.js';

/**
 * Refuses what an API key asks for that was revoked, or has expired, since it was let in. Call it
 * while the database is held: nobody revokes a key meanwhile.
 *
 * @throws {FatalError} when the key works no more.
 */
export function requireWorkingKey(
  { apiKeys }: Pick<Store, 'apiKeys'>,
  keyId: string | undefined,
): void {
  if (keyId === undefined) return;
  const key = apiKeys.find(keyId);
  if (!key || apiKeyState(key, new Date().toISOString()) === 'active') return;
  throw new FatalError(`the API key ${keyId} no longer works: nothing was changed`, {
    refusal: { code: 'KEY_INVALID' },
  });
}
