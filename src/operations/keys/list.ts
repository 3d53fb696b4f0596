import type { Context } from '../context.js';
import { type ListedKey, listedKey } from './listed-key.js';

/** All API keys of a database, the oldest first. */
export function listKeys({ store }: Context): readonly ListedKey[] {
  const now = new Date().toISOString();
  return store.apiKeys.list().map((key) => listedKey(key, now));
}
