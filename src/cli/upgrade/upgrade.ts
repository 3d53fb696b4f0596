import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import { encoderText } from '../../operations/compare/packs-of.js';
import { openExisting, requireCollection } from '../../operations/database/existing-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import type { UsualPack } from '../../render/naming-pack.js';
import type { CollectionStore } from '../../store/store.js';
import { canAsk } from '../confirm.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { NO_ENCODER } from '../open-gallery.js';
import type { UpgradeOptions } from '../options/upgrade.js';
import { usePack } from '../use-pack.js';
import { commitUpgrade, forgetStaged, rollBack } from './end.js';
import { switchOver } from './switch-over.js';
import { tellRehearsal } from './tell-rehearsal.js';

/** `faceenroll upgrade`; returns the exit code. `usual` is the pack of commands that name none. */
export async function upgrade(options: UpgradeOptions, usual: UsualPack, io: Io): Promise<number> {
  const { db, collection, reference, rollback, commit, forget, rehearse } = options;
  refuseWhatCannotBeAsked(options, io);
  const back = rollback || commit || forget;
  const pack = back ? undefined : usePack(packName(options), io, options);
  const store = await whenFree(
    () => openExisting(db, 'write', hostOf(io), options),
    options,
    hostOf(io),
  );
  try {
    requireCollection(store, collection, db);
    const part = store.collection(collection, pack?.encoder ?? NO_ENCODER, { reference });
    if (rollback) return rollBack(part, options, usual, io);
    if (commit) return await commitUpgrade(part, options, io);
    if (forget) return forgetStaged(part, options, io);
    if (!pack) throw new Error('a pack was named');
    refuseUnended(part, Boolean(rehearse));
    if (rehearse) return await tellRehearsal(part, store.gallery(collection), pack, options, io);
    return await switchOver(part, store.gallery(collection), pack, options, usual, io);
  } finally {
    store.close();
  }
}

/** Hours of encoding must not end in a question to nobody. */
function refuseWhatCannotBeAsked(
  { rehearse, rollback, forget, yes }: UpgradeOptions,
  io: Io,
): void {
  if (yes || rehearse || rollback || forget || canAsk(io)) return;
  throw new UsageError(
    'without a terminal nobody can be asked: say --yes, or --rehearse to see what would change',
  );
}

function packName({ models }: UpgradeOptions): string {
  if (models !== undefined) return models;
  throw new UsageError(
    'name the model pack to go over to with --models, see "faceenroll models list"; or say --rollback or --commit',
  );
}

/** @throws {FatalError} when the collection went over to another encoder and can go back yet. */
function refuseUnended({ upgrades }: CollectionStore, rehearses: boolean): void {
  const state = upgrades.state();
  if (!state || (state.encoder === upgrades.encoder && !rehearses)) return;
  throw new FatalError(
    `the collection ${quoted(upgrades.collection)} went over to ${encoderText(state.encoder)} on ${state.switchedAt.slice(0, 10)}, and keeps the templates of before: first delete those with "faceenroll upgrade --commit", or go back with --rollback`,
  );
}
