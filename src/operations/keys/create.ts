import { apiKeyDetail } from '../../domain/api-key.js';
import { FatalError } from '../../domain/fatal-error.js';
import { printable, quoted } from '../../domain/text.js';
import type { MadeApiKey } from '../../store/api-keys.js';
import { type Context, changesOf } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { type ListedKey, listedKey } from './listed-key.js';
import type { KEYS_CREATE_OPTIONS } from './options.js';

/** A new key, and its secrets. */
export type MadeKey = MadeApiKey & ListedKey;

/**
 * Makes an API key. Nothing shows its secrets again.
 *
 * @throws {FatalError} when a key that is not revoked has that name.
 */
export function createKey(
  context: Context,
  { name, scopes, collections, expires, jwt = false }: ValuesOf<typeof KEYS_CREATE_OPTIONS>,
): MadeKey {
  const { store, host, db } = context;
  // It concerns the whole database, no single collection.
  const { audit, transaction } = changesOf({ ...context, collection: '' });
  const now = new Date().toISOString();
  const what = { name, scopes, collections: collections ?? null, expiresAt: expires ?? null, jwt };
  const made = transaction(() => {
    refuseTaken(context, name);
    const key = store.apiKeys.create(what, now);
    audit.record('KEY_CREATED', {}, apiKeyDetail(key), now);
    return key;
  });
  for (const missing of collections?.filter((one) => !store.collections.has(one)) ?? []) {
    host.note(
      `There is no collection ${quoted(missing)} yet: the key works in it once it is there.`,
    );
  }
  if (jwt && !store.secrets.isEncrypted) {
    host.note(
      `${printable(db)} is not encrypted: the signing secret is stored there in the clear.`,
    );
  }
  return { ...made, ...listedKey(made, now) };
}

function refuseTaken({ store }: Context, name: string): void {
  const taken = store.apiKeys.list().find((key) => key.name === name && key.revokedAt === null);
  if (!taken) return;
  throw new FatalError(
    `the API key ${taken.keyId} has the name ${quoted(name)} already: revoke it first, or choose another name`,
  );
}
