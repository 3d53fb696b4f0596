import { UsageError } from '../domain/fatal-error.js';
import { operation } from './operation.js';
import { checkQueue } from './queue/check.js';
import { UPGRADE_OPTIONS, type UpgradeOptions } from './upgrade/options.js';

export const upgrade = operation({
  name: 'upgrade',
  summary: 'Encode all faces again with another model pack, from their thumbnails.',
  arguments: {},
  options: UPGRADE_OPTIONS,
  opens: 'collection',
  access: 'write',
  key: 'needed',
  check: (options) => {
    checkQueue(options);
    refuseNoPack(options);
  },
  load: async () => (await import('./upgrade/upgrade.js')).upgradeCollection,
});

/** @throws {UsageError} when nothing says what to do. */
function refuseNoPack({ models, rollback, commit, forget }: UpgradeOptions): void {
  if (models !== undefined || rollback || commit || forget) return;
  throw new UsageError(
    'name the model pack to go over to with --models, see "faceenroll models list"; or say --rollback or --commit',
  );
}
