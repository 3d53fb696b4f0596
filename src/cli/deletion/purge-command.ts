import type { Command } from 'commander';
import { purge, refuseNothing } from '../../operations/purge.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { DELETION_OUTPUT, refuseUnlessAgreed } from './output.js';

const HELP = `
--due deletes users who are past retain_until with all that is stored of them, and the
faces (templates, thumbnails, profile image) of users past expiry_datetime. --user deletes
users with everything. The plan is shown first; what is deleted is gone for good. A receipt
tells what was deleted, when, by whom and why, without any biometric data.

Examples:
  $ faceenroll purge --due --dry-run         what is due, deleting nothing
  $ faceenroll purge --due --yes             from cron
  $ faceenroll purge --user 1001 1002        two people who asked for it`;

/** The command `faceenroll purge`. */
export function purgeCommand(host: CommandHost): Command {
  return commandOf(purge, host, {
    help: HELP,
    shown: DELETION_OUTPUT,
    check: (values, io) => {
      refuseNothing(values);
      refuseUnlessAgreed(values, io);
    },
    load: async () => (await import('./show.js')).showDeletion,
  });
}
