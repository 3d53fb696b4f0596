import type { Command } from 'commander';
import { wholeNumber } from './parsers.js';

/** A day: what is not free by then will not be. */
const LONGEST_WAIT = 86_400;

export function addWaitOption(command: Command): Command {
  return command.option(
    '--wait <seconds>',
    'wait so long while another run works on the database (default: exit 4 at once)',
    wholeNumber(0, LONGEST_WAIT),
  );
}
