import { type ApiKey, apiKeyState } from '../../domain/api-key.js';
import type { Serving } from '../serving/serving.js';

/** The key that a client sent, if it works. */
export function sentKey(service: Pick<Serving, 'read'>, sent: string): ApiKey | undefined {
  return service.read(({ apiKeys }) => apiKeys.matches(sent, new Date().toISOString()));
}

/** The key of an ID, if it works. */
export function workingKey(service: Pick<Serving, 'read'>, keyId: string): ApiKey | undefined {
  const key = service.read(({ apiKeys }) => apiKeys.find(keyId));
  return key && apiKeyState(key, new Date().toISOString()) === 'active' ? key : undefined;
}

/** Whether there is a key that works. */
export function hasKeys(service: Pick<Serving, 'read'>): boolean {
  const now = new Date().toISOString();
  const keys = service.read(({ apiKeys }) => apiKeys.list());
  return keys.some((key) => apiKeyState(key, now) === 'active');
}

/** A key whose tokens can be verified. */
export interface Signer {
  readonly key: ApiKey;
  readonly secret: Uint8Array;
}

/** The key of an ID with what its tokens are signed with, if it works and signs any. */
export function signerOf(service: Pick<Serving, 'readSealed'>, keyId: string): Signer | undefined {
  return service.readSealed(({ apiKeys }) => {
    const secret = apiKeys.signingSecret(keyId, new Date().toISOString());
    const key = apiKeys.find(keyId);
    return key && secret && { key, secret };
  });
}
