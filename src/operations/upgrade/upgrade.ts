import { FatalError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import type { CollectionStore } from '../../store/store.js';
import { encoderText } from '../compare/packs-of.js';
import { type Context, changesOf } from '../context.js';
import { packFor } from '../pack-for.js';
import {
  type ForgottenEmbeddings,
  forgetStaged,
  type PlannedCommit,
  planCommit,
  type RolledBackUpgrade,
  rollBack,
} from './end.js';
import type { UpgradeOptions } from './options.js';
import { type RehearsedUpgrade, rehearseUpgrade } from './rehearsal.js';
import { type PlannedSwitch, planSwitch } from './switch-over.js';

/** What an upgrade came to, or would come to: deletions and the switch wait for a word. */
export type Upgraded =
  | RolledBackUpgrade
  | PlannedCommit
  | ForgottenEmbeddings
  | RehearsedUpgrade
  | PlannedSwitch;

/**
 * Takes a collection over to another model pack, or does with an upgrade what the options say.
 *
 * @throws {FatalError} when there is nothing to do that with.
 */
export async function upgradeCollection(
  context: Context,
  options: UpgradeOptions,
): Promise<Upgraded> {
  if (options.rollback) return rollBack(changesOf(context));
  if (options.commit) return planCommit(context);
  if (options.forget) return forgetStaged(context);
  const pack = packFor(context.host, options.models ?? '');
  refuseUnended(changesOf(context, pack.encoder), Boolean(options.rehearse));
  return options.rehearse
    ? rehearseUpgrade(context, pack, options)
    : planSwitch(context, pack, options);
}

/** @throws {FatalError} when the collection went over to another encoder and can go back yet. */
function refuseUnended({ upgrades }: CollectionStore, rehearses: boolean): void {
  const state = upgrades.state();
  if (!state || (state.encoder === upgrades.encoder && !rehearses)) return;
  throw new FatalError(
    `the collection ${quoted(upgrades.collection)} went over to ${encoderText(state.encoder)} on ${state.switchedAt.slice(0, 10)}, and keeps the templates of before: first delete those with "faceenroll upgrade --commit", or go back with --rollback`,
  );
}
