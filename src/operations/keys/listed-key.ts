import { type ApiKey, type ApiKeyState, apiKeyState } from '../../domain/api-key.js';

/** A key, and whether it works now. */
export interface ListedKey extends ApiKey {
  readonly state: ApiKeyState;
}

export function listedKey(key: ApiKey, now: string): ListedKey {
  return { ...key, state: apiKeyState(key, now) };
}
