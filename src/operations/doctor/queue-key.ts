import type { MasterKey } from '../../store/secrets/vault.js';
import type { Host } from '../host.js';
import type { QueuePlace } from '../queue/check.js';
import { namedQueueKey } from '../queue/connect.js';
import { reasonOf } from './reason.js';

/** The key of a queue, as it was found. */
export type FoundKey =
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'key'; readonly key: MasterKey; readonly isOpenToOthers: boolean };

/** Looks for the key that the options or the environment name. */
export function findQueueKey(place: QueuePlace, host: Pick<Host, 'env' | 'cwd'>): FoundKey {
  let isOpenToOthers = false;
  const note = (): void => {
    isOpenToOthers = true;
  };
  try {
    const key = namedQueueKey(place, { ...host, note });
    return key ? { kind: 'key', key, isOpenToOthers } : { kind: 'none' };
  } catch (error) {
    return { kind: 'unusable', reason: reasonOf(error) };
  }
}
