import { EXIT } from '../../domain/exit-codes.js';
import type { ValuesOf } from '../../operations/options/row.js';
import type { RehearsedUpgrade } from '../../operations/upgrade/rehearsal.js';
import type { Upgraded } from '../../operations/upgrade/upgrade.js';
import type { UsualPack } from '../../render/naming-pack.js';
import { rehearsalEvent, rehearsalText } from '../../render/rehearsal.js';
import type { Show } from '../command-of.js';
import type { Io } from '../io.js';
import { showCommit, showForgotten, showRollback } from './end.js';
import type { UPGRADE_OUTPUT } from './output.js';
import { showSwitch } from './switch-over.js';

/** Shows what an upgrade came to; asks before it switches or deletes. `usual` is the pack of commands that name none. */
export function showUpgrade(usual: UsualPack): Show<Upgraded, typeof UPGRADE_OUTPUT> {
  return (upgraded, shown, io, { collection, host }) => {
    switch (upgraded.mode) {
      case 'rollback':
        return showRollback(upgraded, collection, usual, shown, io);
      case 'commit':
        return showCommit(upgraded, collection, shown, io);
      case 'forget':
        return showForgotten(upgraded, collection, shown, io);
      case 'rehearse':
        return showRehearsal(upgraded, shown, io);
      case 'switch':
        return showSwitch(upgraded, usual, shown, io, host.signal);
    }
  };
}

function showRehearsal(
  { found }: RehearsedUpgrade,
  { json }: ValuesOf<typeof UPGRADE_OUTPUT>,
  io: Io,
): void {
  const told = { ...found, exitCode: EXIT.done };
  io.stdout.write(json ? `${rehearsalEvent(told)}\n` : rehearsalText(told));
}
