import type { Command } from 'commander';
import { inspect } from '../../operations/compare.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
Nothing is enrolled and no database is needed. The annotated photos are good enough to mail
to the person who must take the photo again.

Examples:
  $ faceenroll inspect photos/1001.jpg               what the pipeline sees, and what it would do
  $ faceenroll inspect photos/*.jpg --annotate seen   writes seen/1001.inspected.jpg and so on
  $ faceenroll inspect 1001.jpg --profile us-visa     what it lacks: see "faceenroll help profiles"`;

/** The command `faceenroll inspect`. */
export function inspectCommand(host: CommandHost): Command {
  return commandOf(inspect, host, {
    help: HELP,
    shown: { json: jsonOption(' a line for each photo') },
    load: async () => (await import('./inspect.js')).printInspections,
  });
}
