import type { Command } from 'commander';
import { watch } from '../../operations/watch.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
A photo is taken when it has not changed for --settle seconds and nothing new
has come for as long. Photos that come together are one batch, with a run and an
error report of its own, by the rules of import-faces, with --csv by those of
import-csv. Photos stay where they are. The database remembers what is done: a
photo that changes is a new one. A damaged file is tried again for a minute, and
the batch waits for it. The folder may go and come back. SIGTERM or Ctrl-C ends
the watch in good order, with exit code 0; a second signal ends it at once. One
watch for a folder: a second one ends with exit code 4.

Examples:
  $ faceenroll watch photos --create-missing
  $ faceenroll watch /mnt/badges --csv hr.csv --errors failed.csv
  $ faceenroll watch photos --on-batch 'echo "$FACEENROLL_FAILED failed"'

"faceenroll help watch" has more, "faceenroll help services" a systemd unit.`;

/** The command `faceenroll watch`. */
export function watchCommand(host: CommandHost): Command {
  return commandOf(watch, host, {
    help: HELP,
    shown: { json: jsonOption(' a line, as it happens') },
    interrupted: 'the watch ends, and keeps what a batch at work has looked at',
    load: async () => (await import('./print.js')).printWatch,
  });
}
