import { Command } from 'commander';
import { queuePurge, queueSetup, queueStatus } from '../../operations/queue.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { refuseUnlessAsked } from '../confirm.js';
import { jsonOption } from '../options/output.js';
import { QUEUE_PURGE_OUTPUT, QUEUE_SETUP_OUTPUT } from './output.js';

const HELP = `
The queue is in the schema faceenroll_queue of a PostgreSQL database. Imports with --queue put
photos on it, workers ("faceenroll worker") take them. --queue or FACEENROLL_QUEUE names the
database; the password comes from PGPASSFILE (~/.pgpass) or PGPASSWORD.

Examples:
  $ faceenroll queue status --queue 'postgres://faceenroll@db.example.com/faceenroll?sslmode=verify-full'
  $ faceenroll queue purge
  $ faceenroll queue setup --print > queue.sql`;

const STATUS_HELP = `
Example:
  $ faceenroll queue status`;

const PURGE_HELP = `
An import that was killed leaves photos and results on the queue, encrypted. The same command
takes them up again; after a day they are deleted. With --all the photos of imports that are at
work go, too; those send again what they miss.

Examples:
  $ faceenroll queue purge --dry-run
  $ faceenroll queue purge --yes
  $ faceenroll queue purge --all --yes`;

const SETUP_HELP = `
The first import or worker makes the tables, if its role may. Where it may not, an administrator
runs what --print prints: it makes the role, the schema with its tables, and grants what the role
needs, which is to use these tables and no others.

Examples:
  $ faceenroll queue setup --print --role faceenroll > queue.sql
  $ faceenroll queue setup --again --yes`;

/** The command `faceenroll queue` and those below it. */
export function queueCommand(host: CommandHost): Command {
  const show = () => import('./show.js');
  return new Command('queue')
    .description('Look at the queue of photos for workers on other machines, and tidy it.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(queueStatus, host, {
        help: STATUS_HELP,
        shown: { json: jsonOption(' a line: each import, each worker, then a summary') },
        load: async () => (await show()).showStatus,
      }),
    )
    .addCommand(
      commandOf(queuePurge, host, {
        help: PURGE_HELP,
        shown: QUEUE_PURGE_OUTPUT,
        check: ({ yes, dryRun }, io) => refuseUnlessAsked(Boolean(yes || dryRun), '--yes', io),
        load: async () => (await show()).showPurge,
      }),
    )
    .addCommand(
      commandOf(queueSetup, host, {
        help: SETUP_HELP,
        shown: QUEUE_SETUP_OUTPUT,
        check: ({ again, print, yes }, io) =>
          refuseUnlessAsked(!again || Boolean(print || yes), '--yes', io, ''),
        load: async () => (await show()).showSetup,
      }),
    );
}
