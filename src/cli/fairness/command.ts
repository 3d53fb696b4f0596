import type { Command } from 'commander';
import { fairness } from '../../operations/fairness.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
Groups come from your own columns, and are never guessed from faces. Each has
its failures to enroll, its quality, its false match and false non-match rates
at the thresholds in use, and its false alarms, each with a 95% interval. A
difference is called one only where chance alone would hardly bring it. Small
groups are not shown alone, and no user ID is told. Nothing is changed, and an
import may run meanwhile. "faceenroll help fairness" explains the figures.

Examples:
  $ faceenroll fairness --by department
  $ faceenroll fairness --by Site --by department --html fairness.html
  $ faceenroll fairness --by tag --json`;

/** The command `faceenroll fairness`. */
export function fairnessCommand(host: CommandHost): Command {
  return commandOf(fairness, host, {
    help: HELP,
    shown: { json: jsonOption('') },
    load: async () => (await import('./print-fairness.js')).printFairness,
  });
}
