import type { Command } from 'commander';
import { report } from '../../operations/report.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
One file that loads nothing, to be looked at in a browser or printed: what ran, its counts, every
failed photo as a picture with the reason and what to do, faces that look alike side by side, the
quality of the photos. 500 failed photos are on a page; further ones go to
report.page-2.html, report.page-3.html. Pictures are made from the photo files as they are now. A file that is there is
never overwritten: a number is added to the name.

With --gallery it is on all that is enrolled: enrollment over time, quality, encoders and ages of
templates, users without a face, suspected duplicates as pairs of faces, what similarities mean for
this number of templates, what is due for deletion. See "faceenroll help report".

Examples:
  $ faceenroll report --html report.html                      of the last run that has ended
  $ faceenroll report 01a1fd18 --html report.html --expires 2027-01-31
  $ faceenroll report --html figures.html --anonymous         without faces and names
  $ faceenroll report --gallery --html gallery.html           of the whole collection`;

/** The command `faceenroll report`. */
export function reportCommand(host: CommandHost): Command {
  return commandOf(report, host, {
    help: HELP,
    shown: { json: jsonOption('') },
    interrupted: 'no report was written',
    load: async () => (await import('./print-report.js')).printReport,
  });
}
