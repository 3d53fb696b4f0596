import type { ApiKey } from '../../src/domain/api-key.js';
import type { KeptAnswer, RequestName } from '../../src/store/answers.js';
import type { MadeApiKey } from '../../src/store/api-keys.js';
import type { Store } from '../../src/store/store.js';

/** When keys of tests are made. */
export const MADE_AT = '2026-06-01T00:00:00.000Z';

/** What is told of a key of a test; another name each. */
function apiKeyTold(more: Partial<ApiKey> = {}): Omit<ApiKey, 'keyId'> {
  const life = { createdAt: MADE_AT, expiresAt: null, revokedAt: null };
  const name = `key ${Math.random()}`;
  return { name, scopes: ['read'], collections: null, jwt: false, ...life, ...more };
}

/** Makes an API key; in a transaction of its own, unless one is open. */
export function newApiKey(store: Store, more: Partial<ApiKey> = {}): MadeApiKey {
  return changing(store, () => store.apiKeys.create(apiKeyTold(more), MADE_AT));
}

/** Changes what belongs to no collection. */
export function changing<T>(store: Store, change: () => T): T {
  return store.collection('', '').transaction(change);
}

let requests = 0;

/** A request with a key; another one each time. */
export function requestOf({ keyId }: Pick<ApiKey, 'keyId'>): RequestName {
  requests += 1;
  return { keyId, idempotencyKey: `request ${requests}` };
}

/** An answer as the server keeps it. */
export function answerOf(more: Partial<KeptAnswer> = {}): KeptAnswer {
  return {
    ...{ requestSha256: 'f'.repeat(64), collection: 'default', userId: null, status: 201 },
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"success":true}'),
    createdAt: MADE_AT,
    ...more,
  };
}
