import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import { count, number, quoted } from '../../domain/text.js';
import { packOf } from '../../operations/compare/packs-of.js';
import { tellNotErased } from '../../operations/deletion/delete-planned.js';
import type { UsualPack } from '../../render/naming-pack.js';
import { endEvent, rolledBackText } from '../../render/upgrade.js';
import { wrapped } from '../../render/wrapped.js';
import type { CollectionStore } from '../../store/store.js';
import { confirmed } from '../confirm.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import type { UpgradeOptions } from '../options/upgrade.js';

/** `faceenroll upgrade --rollback`; returns the exit code. */
export function rollBack(
  part: CollectionStore,
  { json }: UpgradeOptions,
  usual: UsualPack,
  io: Io,
): number {
  const { encoder } = expectUpgrade(part);
  const now = new Date().toISOString();
  const { returned, ...rest } = part.transaction(() => part.upgrades.rollback(now));
  const encoders = [...new Set(returned.map(({ to }) => to))];
  const left = rest.enrolledSince + rest.superseded;
  const exitCode = left > 0 ? EXIT.someFailed : EXIT.done;
  const { collection } = part.upgrades;
  const summary = { collection, encoder, encoders, faces: returned.length, ...rest, exitCode };
  const packs = encoders.map((name) => packOf(name) ?? name);
  io.stdout.write(
    json ? `${endEvent('ROLLED_BACK', summary)}\n` : rolledBackText(summary, packs, usual),
  );
  return exitCode;
}

/** `faceenroll upgrade --commit`; returns the exit code. */
export async function commitUpgrade(
  part: CollectionStore,
  { json, yes, db }: UpgradeOptions,
  io: Io,
): Promise<number> {
  const { encoder } = expectUpgrade(part);
  const what = count(part.upgrades.versions(), 'template');
  if (!yes && !(await confirmed(`Delete the ${what} of before ${encoder} for good?`, io))) {
    throw new FatalError('nothing was deleted');
  }
  const now = new Date().toISOString();
  const templates = part.transaction(() => part.upgrades.commit(now));
  if (!part.upgrades.erase()) tellNotErased(db, hostOf(io));
  const { collection } = part.upgrades;
  const summary = { collection, encoder, deleted: templates, exitCode: EXIT.done };
  const text = `Committed: the templates are of ${encoder}, and those of before are deleted (${number(templates)}).`;
  io.stdout.write(json ? `${endEvent('COMMITTED', summary)}\n` : `${wrapped(text).join('\n')}\n`);
  return EXIT.done;
}

/** `faceenroll upgrade --forget`; returns the exit code. */
export function forgetStaged(part: CollectionStore, { json, db }: UpgradeOptions, io: Io): number {
  const { collection } = part.upgrades;
  if (part.upgrades.state()) {
    throw new FatalError(
      `the collection ${quoted(collection)} keeps the templates of before for --rollback: "faceenroll upgrade --commit" deletes them`,
    );
  }
  const deleted = part.transaction(() => part.upgrades.forget());
  if (deleted > 0 && !part.upgrades.erase()) tellNotErased(db, hostOf(io));
  const text = `Forgotten: ${count(deleted, 'embedding')} that no template uses.\n`;
  const summary = { collection, deleted, exitCode: EXIT.done };
  io.stdout.write(json ? `${endEvent('FORGOTTEN', summary)}\n` : text);
  return EXIT.done;
}

function expectUpgrade({ upgrades }: CollectionStore): { readonly encoder: string } {
  const state = upgrades.state();
  if (state) return state;
  throw new FatalError(
    `the collection ${quoted(upgrades.collection)} keeps no templates of before: it was not upgraded, or that is committed or rolled back`,
  );
}
