import { UsageError } from '../domain/fatal-error.js';
import { PURGE_OPTIONS } from './deletion/options.js';
import { operation } from './operation.js';
import type { ValuesOf } from './options/row.js';

/** @throws {UsageError} when nothing is asked for. */
export function refuseNothing({ due, user }: ValuesOf<typeof PURGE_OPTIONS>): void {
  if (!due && !user) throw new UsageError('say what to delete: --due, or --user <id>');
}

export const purge = operation({
  name: 'purge',
  summary: 'Delete users and faces whose time is up, or users by name, with a receipt.',
  arguments: {},
  options: PURGE_OPTIONS,
  opens: 'collection',
  access: 'write',
  deletes: true,
  check: refuseNothing,
  load: async () => (await import('./deletion/purge.js')).purgeUsers,
});
