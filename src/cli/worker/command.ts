import type { Command } from 'commander';
import { worker } from '../../operations/queue.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
Examples:
  $ faceenroll worker --queue postgres://faceenroll@db.example.com/faceenroll --queue-key-file queue.key`;

/** The command `faceenroll worker`. */
export function workerCommand(host: CommandHost): Command {
  return commandOf(worker, host, {
    help: HELP,
    shown: { json: jsonOption('') },
    load: async () => (await import('./print.js')).printWork,
  });
}
