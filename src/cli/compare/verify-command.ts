import type { Command } from 'commander';
import { verify } from '../../operations/compare.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
A photo is compared with every template of the user; the most similar one counts. Nothing is
changed, and an import may run meanwhile.
Exit code 0: all photos match; 3: one failed, or does not match.

Examples:
  $ faceenroll verify 1001 gate.jpg                is it user 1001?
  $ faceenroll verify 1001 gate.jpg --fmr 1e-5     one of 100,000 would pass, of people as alike
                                                   as those it was measured on
  $ faceenroll verify 1001 gate.jpg && open-gate   for scripts`;

/** The command `faceenroll verify`. */
export function verifyCommand(host: CommandHost): Command {
  return commandOf(verify, host, {
    help: HELP,
    shown: { json: jsonOption(' a line for each photo') },
    load: async () => (await import('./verify.js')).printVerifications,
  });
}
