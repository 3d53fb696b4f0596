import { UsageError } from '../../domain/fatal-error.js';
import type { ValuesOf } from '../options/row.js';
import type { KEYS_CREATE_OPTIONS } from './options.js';

/** @throws {UsageError} when a key would have expired before it is made. */
export function refusePast({ expires }: ValuesOf<typeof KEYS_CREATE_OPTIONS>): void {
  if (expires === undefined || expires > new Date().toISOString()) return;
  throw new UsageError(`--expires is in the past (${expires}): name a moment to come`);
}
