import type { Command } from 'commander';
import { worker } from '../../operations/queue.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { WORKER_OUTPUT } from './output.js';

const HELP = `
Takes the photos that imports with --queue put into PostgreSQL, extracts them, and sends back
samples. It opens no database of faceenroll and keeps no photo. Models and key must be those of
the imports. The password of PostgreSQL comes from PGPASSFILE (~/.pgpass) or PGPASSWORD. SIGTERM
or Ctrl-C: photos at work are finished, exit code 0; a second signal ends it at once, and others
get its photos. On stderr is a line when it starts, one for each minute with photos, and what is
wrong.

Examples:
  $ faceenroll worker --queue 'postgres://faceenroll@db.example.com/faceenroll?sslmode=verify-full' --queue-key-file queue.key
  $ faceenroll worker --photos /mnt/photos --metrics-listen :9400
  $ faceenroll worker --until-idle 600         ends after ten minutes without a photo

FACEENROLL_QUEUE and FACEENROLL_QUEUE_KEY_FILE name queue and key where no option does.`;

/** The command `faceenroll worker`. */
export function workerCommand(host: CommandHost): Command {
  return commandOf(worker, host, {
    help: HELP,
    shown: WORKER_OUTPUT,
    load: async () => (await import('./work.js')).workAndTell,
  });
}
