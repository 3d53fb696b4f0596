import type { Command } from 'commander';
import { report } from '../../operations/report.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
One file that loads nothing, for a browser or for paper: what ran, its counts,
every failed photo as a picture with the reason and what to do, faces that look
alike side by side, the quality of the photos. A file shows 500 failed photos;
further ones go to report.2.html, report.3.html. Pictures are made from the
photo files as they are now. A file that is there is never overwritten: the next
free number is taken.

With --gallery it is on all that is enrolled: enrollment over time, quality,
encoders and ages of templates, users without a face, suspected duplicates as
pairs of faces, what similarities mean for this number of templates, what is due
for deletion. "faceenroll help report" has more.

Examples:
  $ faceenroll report --html report.html             the last run that has ended
  $ faceenroll report 01a1fd18 --html report.html --expires 2027-01-31
  $ faceenroll report --html figures.html --anonymous
  $ faceenroll report --gallery --html gallery.html  the whole collection`;

/** The command `faceenroll report`. */
export function reportCommand(host: CommandHost): Command {
  return commandOf(report, host, {
    help: HELP,
    shown: { json: jsonOption('') },
    interrupted: 'no report was written',
    load: async () => (await import('./print-report.js')).printReport,
  });
}
