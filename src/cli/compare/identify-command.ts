import type { Command } from 'commander';
import { identify } from '../../operations/compare.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
The threshold follows from the false alarms that are allowed and from the number of templates
that are searched. Without --auto-enroll nothing is changed, and an import may run meanwhile.
With it an import may not; a photo that was added is searched for the ones after it, too.
It takes the collection's own table ("faceenroll calibrate --store"), or an FMR of 1e-5 or
less by the pack's.
Exit code 0: every photo matches somebody; 3: a photo failed, or matches nobody.

Examples:
  $ faceenroll identify visitor.jpg                    who is it? the best five above the threshold
  $ faceenroll identify gate/*.jpg --top 1 --json      one object a line, for scripts
  $ faceenroll identify visitor.jpg --fpir 0.00001     a false alarm in one of 100,000 searches
  $ faceenroll identify gate/*.jpg --auto-enroll       sure matches become templates`;

/** The command `faceenroll identify`. */
export function identifyCommand(host: CommandHost): Command {
  return commandOf(identify, host, {
    help: HELP,
    shown: { json: jsonOption(' a line for each photo') },
    load: async () => (await import('./identify.js')).printIdentifications,
  });
}
